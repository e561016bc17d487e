import { type CompileOptions, compile } from '../../src/expression/compile.ts';
import { ExpressionError } from '../../src/expression/error.ts';
import { Lookup, type Scope, type ScopeFunction } from '../../src/expression/scope.ts';
import { type Json, own } from '../../src/value/json.ts';

export interface ScopeParts {
  readonly variables?: Readonly<Record<string, Json>>;
  readonly roots?: Readonly<Record<string, Json | Lookup>>;
  readonly functions?: Readonly<Record<string, ScopeFunction>>;
}

/** A scope of plain data with a fixed clock and a fixed row of random numbers. */
export function scopeOf({ variables = {}, roots = {}, functions = {} }: ScopeParts = {}): Scope {
  let next = 0;
  return {
    variable: (name) => own(variables, name),
    variables: () => variables,
    root: (name) => own(roots, name),
    call: (name) => own(functions, name),
    now: Date.UTC(2026, 0, 2, 3, 4, 5, 678),
    random: () => {
      next = (next + 0.37) % 1;
      return next;
    },
  };
}

/** A lookup over plain data. */
export function lookupOf(data: Readonly<Record<string, Json>>): Lookup {
  return new Lookup(
    (name) => own(data, name),
    () => data,
  );
}

export const NATIVE: CompileOptions = { dialect: 'native' };

/** The value of a text over some data. */
export function run(text: string, parts: ScopeParts = {}, options: CompileOptions = NATIVE): Json {
  return compile(text, options).evaluate(scopeOf(parts));
}

/** The error that something throws. */
export function errorOf(action: () => unknown): ExpressionError {
  try {
    action();
  } catch (thrown) {
    if (thrown instanceof ExpressionError) {
      return thrown;
    }
    throw thrown;
  }
  throw new Error('no error was thrown');
}
