import { integerOf, needed, numberOf, stringOf } from '../core/arguments.ts';
import type { CallArguments } from '../core/callable.ts';
import type { Mapping } from '../core/dictionary.ts';
import { iterate } from '../core/iterate.ts';
import { type Rows, type Signed, signed } from '../core/parameters.ts';
import { refuseSealed } from '../core/seal.ts';
import { textOf } from '../core/text.ts';
import { truth } from '../core/truth.ts';
import { defined } from '../core/undefined.ts';
import { isMapping, unmarked, type Value } from '../core/value.ts';
import { Fault, fail } from '../error.ts';

/** What the types of parameters stand for. */
interface Types {
  any: Value;
  /** What is given as it is, be it undefined, sealed or escaped. */
  lenient: Value;
  /** A string, and anything's text. */
  string: string;
  text: string;
  int: number;
  number: number;
  bool: boolean;
  items: readonly Value[];
  dict: Mapping;
}

type Type = keyof Types;

export const CONVERSIONS: Readonly<{ [T in Type]: (value: Value) => Types[T] }> = {
  any: (value) => value,
  lenient: (value) => value,
  string: stringOf,
  text: textOf,
  int: integerOf,
  number: numberOf,
  bool: truth,
  items: iterate,
  dict: (value) => (isMapping(value) ? value : needed('a dictionary', value)),
};

/** A filter, test or method. Its first parameter is what it is applied to. */
export type Operation = Signed<Type>;

/** Operations by their signatures: `length|count input:any`. */
export function operations<S extends string>(rows: Rows<Types, S>): readonly Operation[] {
  return signed(rows);
}

export function byName(operations: readonly Operation[]): ReadonlyMap<string, Operation> {
  return new Map(operations.flatMap((one) => one.names.map((name) => [name, one] as const)));
}

const NAMED = /^(?:type|value)_error$/;

/** Applies an operation to an input, if it has one; errors about its arguments say its name. */
export function perform(name: string, what: Operation, given: CallArguments, input?: Value): Value {
  try {
    return what.run(...bind(what, given, input));
  } catch (thrown) {
    throw thrown instanceof Fault && NAMED.test(thrown.kind)
      ? new Fault(thrown.kind, `${name}: ${thrown.message}`, thrown)
      : thrown;
  }
}

/** An input that is there and may be read. */
function usable(input: Value): Value {
  refuseSealed(defined(input));
  return unmarked(input);
}

/** Lays input and arguments out over the parameters, and gives each the type that it is to have. */
function bind(
  { parameters }: Operation,
  { positional, named: names }: CallArguments,
  input?: Value,
): readonly unknown[] {
  const values = input === undefined ? positional : [input, ...positional];
  const bound: unknown[] = [];
  let at = 0;
  let used = 0;
  for (const { name, type, nullable, optional, rest, named } of parameters) {
    if (rest) {
      bound.push(...values.slice(at).map(defined));
      at = values.length;
    } else if (named) {
      names.forEach(defined);
      bound.push(names);
      used = names.size;
    } else if (at === 0 && input !== undefined) {
      at++;
      bound.push(CONVERSIONS[type](type === 'lenient' ? input : usable(input)));
    } else {
      const isNamed = at >= values.length;
      const value = isNamed ? names.get(name) : values[at++];
      used += Number(isNamed && value !== undefined);
      if (value === undefined && !optional) {
        fail('type_error', `the argument '${name}' is missing`);
      }
      bound.push(value === undefined || (value === null && nullable) ? value : CONVERSIONS[type](defined(value)));
    }
  }
  if (at < values.length || used < names.size) {
    fail('type_error', `more is given than ${parameters.map(({ name }) => name).join(', ') || 'nothing'}`);
  }
  return bound;
}
