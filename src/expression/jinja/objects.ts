import { Callable } from '../core/callable.ts';
import { type Mapping, pairsOf } from '../core/dictionary.ts';
import { Special, type Value } from '../core/value.ts';
import { fail } from '../error.ts';

/** `namespace(…)`: what `set ns.x = …` writes to; lives for one evaluation. */
export class Namespace extends Special {
  override readonly typeName = 'a namespace';
  readonly members: Map<Value, Value>;

  constructor(initial: Mapping) {
    super();
    this.members = new Map(pairsOf(initial));
  }

  override member(name: string): Value | undefined {
    return this.members.get(name);
  }
}

/** `cycler(…)`: its values in turn, over and over. */
export function cycler(values: readonly Value[]): Callable {
  if (values.length === 0) {
    fail('type_error', 'cycler() needs values');
  }
  let at = 0;
  const current = (): Value => values[at] as Value;
  return new Callable('a cycler', () => fail('type_error', 'a cycler cannot be called'), {
    current,
    next: () =>
      new Callable('a function', () => {
        const value = current();
        at = (at + 1) % values.length;
        return value;
      }),
    reset: () =>
      new Callable('a function', () => {
        at = 0;
        return null;
      }),
  });
}

/** `joiner(…)`: nothing at its first call, the separator from then on. */
export function joiner(separator: Value): Callable {
  let next: Value = '';
  return new Callable('a function', () => {
    const value = next;
    next = separator;
    return value;
  });
}
