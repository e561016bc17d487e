import { type Env, type Evaluate, Locals } from '../core/env.ts';
import { Special, type Value } from '../core/value.ts';

/** An argument that is not evaluated by the caller: a predicate, a selector. `$` is its first argument. */
export class Lambda {
  readonly #body: Evaluate;
  readonly #env: Env;

  constructor(body: Evaluate, env: Env) {
    this.#body = body;
    this.#env = env;
  }

  call(...args: readonly Value[]): Value {
    this.#env.meter.charge(COST);
    return this.#body(this.#env.within(new Locals(this.#env.locals, args)));
  }

  /** The same in other surroundings. */
  within(locals: Locals): Lambda {
    return new Lambda(this.#body, this.#env.within(locals));
  }

  /** Evaluates it with arguments and named values, e.g. the groups of a match. */
  callWith(args: readonly Value[], names: Iterable<readonly [string, Value]>): Value {
    const locals = new Locals(this.#env.locals, args);
    for (const [name, value] of names) {
      locals.set(`$${name}`, value);
    }
    this.#env.meter.charge(COST);
    return this.#body(this.#env.within(locals));
  }
}

/** Steps that a call takes besides those of the body. */
const COST = 2;

/** A `source => value` argument, not evaluated. */
export class Rule {
  readonly source: Lambda;
  readonly value: Lambda;

  constructor(source: Lambda, value: Lambda) {
    this.source = source;
    this.value = value;
  }
}

/** What `let`, `with`, `def` and `unpack` give: names for the expression behind `->`. */
export class Bindings extends Special {
  override readonly typeName = 'context';
  readonly locals: Locals;

  constructor(locals: Locals) {
    super();
    this.locals = locals;
  }
}

/** A function made by `def`, under a name that no variable can have. */
export class Defined extends Special {
  override readonly typeName = 'function';
  readonly body: Lambda;

  constructor(body: Lambda) {
    super();
    this.body = body;
  }
}

export function definedKey(name: string): string {
  return `${name}()`;
}
