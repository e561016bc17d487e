import { Locals } from '../core/locals.ts';
import { Special, type Value } from '../core/value.ts';
import { charge, type Evaluate, run, withLocals } from '../run.ts';

/**
 * An argument that is evaluated by the function that takes it, as often as it likes: with arguments for `$`, `$1`,
 * `$2` …, values for `$name` and, where a function has bound names, those around it.
 */
export type Lambda = (args: readonly Value[], names?: Iterable<readonly [string, Value]>, around?: Locals) => Value;

const COST = 2;

export function lambdaOf(body: Evaluate): Lambda {
  const own = run.locals;
  return (args, names, around = own) => {
    charge(COST);
    return withLocals(localsOf(around, args, names), body);
  };
}

/** Names within others: arguments by position, values by name. */
export function localsOf(
  around: Locals,
  args: readonly Value[],
  names: Iterable<readonly [string, Value]> = [],
): Locals {
  const inner = new Locals(around, args);
  for (const [name, value] of names) {
    inner.set(`$${name}`, value);
  }
  return inner;
}

/** An argument `source => value`, both of them unevaluated. */
export interface Rule {
  readonly source: Lambda;
  readonly value: Lambda;
}

/** What `let`, `with`, `def` and `unpack` give to the `->` behind them. */
export class Bindings extends Special {
  override readonly typeName = 'a context';
  readonly locals: Locals;

  constructor(locals: Locals) {
    super();
    this.locals = locals;
  }
}

/** Functions that an expression defines are kept beside its variables, under names that no variable has. */
export function definedKey(name: string): string {
  return `${name}()`;
}
