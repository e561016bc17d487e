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
export const operations: <S extends string>(rows: Rows<Types, S>) => readonly Operation[] = signed;

export function byName(operations: readonly Operation[]): ReadonlyMap<string, Operation> {
  return new Map(operations.flatMap((one) => one.names.map((name) => [name, one] as const)));
}

/** Applies an operation to an input, if it has one. */
export function perform(name: string, what: Operation, given: CallArguments, input?: Value): Value {
  return performer(name, what, given)(input);
}

/**
 * An operation with its arguments, for many inputs: they are laid out once, when the first of them comes. Errors about
 * arguments say its name.
 */
export function performer(name: string, what: Operation, given: CallArguments): (input?: Value) => Value {
  const type = what.parameters[0]?.type as Type;
  let bound: readonly unknown[] | undefined;
  return (input) => {
    try {
      if (input === undefined) {
        return what.run(...bind(what, given, 0));
      }
      const isLenient = type === 'lenient';
      refuseSealed(isLenient ? null : defined(input));
      const converted = CONVERSIONS[type](isLenient ? input : unmarked(input));
      bound ??= bind(what, given, 1);
      return what.run(converted, ...bound);
    } catch (thrown) {
      throw thrown instanceof Fault && /^(type|value)_error/.test(thrown.kind)
        ? new Fault(thrown.kind, `${name}: ${thrown.message}`, thrown)
        : thrown;
    }
  };
}

/** Lays the arguments out over the parameters from one on, and gives each the type that it is to have. */
function bind(
  { parameters }: Operation,
  { positional, named: names }: CallArguments,
  from: number,
): readonly unknown[] {
  const bound: unknown[] = [];
  let at = 0;
  let used = 0;
  for (const { name, type, nullable, optional, rest, named } of parameters.slice(from)) {
    if (rest) {
      bound.push(...positional.slice(at).map(defined));
      at = positional.length;
    } else if (named) {
      names.forEach(defined);
      bound.push(names);
      used = names.size;
    } else {
      let value = positional[at++];
      if (value === undefined) {
        value = names.get(name);
        used += Number(value !== undefined);
      }
      if (value === undefined && !optional) {
        fail('type_error', `the argument '${name}' is missing`);
      }
      bound.push(value === undefined || (value === null && nullable) ? value : CONVERSIONS[type](defined(value)));
    }
  }
  if (at < positional.length || used < names.size) {
    fail('type_error', `more is given than (${parameters.map(({ name }) => name).join(', ')})`);
  }
  return bound;
}
