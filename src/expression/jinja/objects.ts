import { stringOf } from '../core/arguments.ts';
import { type CallArguments, Callable } from '../core/callable.ts';
import { entriesOf } from '../core/dictionary.ts';
import type { Env } from '../core/env.ts';
import { isMapping, Special, type Value } from '../core/value.ts';
import { fail } from '../error.ts';

/** `namespace(x=1)`: the one thing that a `set` inside a loop may change. */
export class Namespace extends Special {
  override readonly typeName = 'namespace';
  readonly #members = new Map<string, Value>();

  constructor(initial: Value, env: Env) {
    super();
    for (const [key, value] of isMapping(initial) ? entriesOf(initial, env) : []) {
      this.set(stringOf(key), value);
    }
  }

  set(name: string, value: Value): void {
    this.#members.set(name, value);
  }

  override member(name: string): Value | undefined {
    return this.#members.get(name);
  }
}

/** `cycler('odd', 'even')`: gives its values in turn. */
export class Cycler extends Special {
  override readonly typeName = 'cycler';
  readonly #values: readonly Value[];
  #at = 0;

  constructor(values: readonly Value[]) {
    super();
    this.#values = values.length > 0 ? values : fail('type_error', 'cycler() needs values');
  }

  override member(name: string): Value | undefined {
    switch (name) {
      case 'current':
        return this.#values[this.#at] ?? null;
      case 'next':
        return new Native(() => this.#next());
      case 'reset':
        return new Native(() => {
          this.#at = 0;
          return null;
        });
    }
    return undefined;
  }

  #next(): Value {
    const value = this.#values[this.#at] ?? null;
    this.#at = (this.#at + 1) % this.#values.length;
    return value;
  }
}

/** `joiner(', ')`: empty at its first call, the separator afterwards. */
export class Joiner extends Callable {
  readonly #separator: Value;
  #used = false;

  constructor(separator: Value) {
    super();
    this.#separator = separator;
  }

  override call(): Value {
    const value = this.#used ? this.#separator : '';
    this.#used = true;
    return value;
  }
}

/** A method of one of these objects. */
export class Native extends Callable {
  readonly #run: (given: CallArguments, env: Env) => Value;

  constructor(run: (given: CallArguments, env: Env) => Value) {
    super();
    this.#run = run;
  }

  override call(given: CallArguments, env: Env): Value {
    return this.#run(given, env);
  }
}
