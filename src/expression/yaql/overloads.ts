import { type Parameter, type Rows, type Signed, signed } from '../core/parameters.ts';
import { refuseSealed } from '../core/seal.ts';
import { Sequence } from '../core/sequence.ts';
import { describe, type Value } from '../core/value.ts';
import { fail } from '../error.ts';
import type { Evaluate } from '../run.ts';
import { lambdaOf } from './lambda.ts';
import { CHECKS, CONVERSIONS, type Types } from './parameters.ts';

type Type = keyof Types;
/** One way to call a function: its names (those of methods begin with a dot), its parameters and what it does. */
export type Overload = Signed<Type>;

/** Functions by their signatures: `len|.len sequence:iterable` is a function and a method. */
export function eager<S extends string>(rows: Rows<Types, S>): readonly Overload[] {
  return signed(rows);
}

/** Functions that give their values one at a time. */
export function lazy<S extends string>(rows: Rows<Types, S, Iterable<Value>>): readonly Overload[] {
  return signed<Type>(rows).map((overload) => ({
    ...overload,
    run: (...args) => new Sequence(() => overload.run(...args) as Iterable<Value>),
  }));
}

/** An argument where a function is called: a value, `source => value`, or nothing between two commas. */
export interface CallArgument {
  readonly value?: Evaluate;
  readonly source?: Evaluate;
  /** The name that stands before a `=>`; empty when it is none. */
  readonly name?: string;
}

/** A parameter with its argument and the number of that. */
interface Placed extends Parameter<Type>, Omit<CallArgument, 'name'> {
  readonly at: number;
}

interface Candidate extends Pick<Overload, 'run'> {
  readonly placed: readonly Placed[];
}

/**
 * Calls the first overload whose parameters fit the arguments. Each argument is evaluated at most once, and the first
 * of a method, its receiver, before.
 */
export function dispatcher(
  name: string,
  overloads: readonly Overload[],
  slots: readonly CallArgument[],
): (receiver?: Value) => Value {
  const candidates = overloads.flatMap((overload) => place(overload, slots));
  return (receiver) => {
    const values = Array<Value | undefined>(slots.length);
    values[0] = receiver;
    for (const { placed, run } of candidates) {
      const given = fitting(placed, values);
      if (given) {
        return run(...given);
      }
    }
    if (candidates.length === 0) {
      slots.forEach(({ value }, i) => {
        values[i] ??= value?.();
      });
    }
    const known = values.filter((value) => value !== undefined);
    refuseSealed(...known);
    return fail('no_matching_overload', `${name}() does not take ${known.map(describe).join(', ')}`);
  };
}

/** What the parameters get; undefined as soon as an argument does not fit. */
function fitting(placed: readonly Placed[], values: (Value | undefined)[]): readonly unknown[] | undefined {
  const given: unknown[] = [];
  for (const { type, nullable, rest, at, value, source } of placed) {
    if (!value) {
      if (rest && type !== 'any') {
        return undefined;
      }
      given.push(rest ? null : undefined);
    } else if (type === 'lambda') {
      given.push(lambdaOf(value));
    } else if (type === 'rule') {
      if (!source) {
        return undefined;
      }
      given.push({ source: lambdaOf(source), value: lambdaOf(value) });
    } else {
      let one = values[at];
      if (one === undefined) {
        one = value();
        values[at] = one;
      }
      if (one === null ? !nullable : !CHECKS[type](one)) {
        return undefined;
      }
      given.push(one === null ? null : (CONVERSIONS[type]?.(one) ?? one));
    }
  }
  return given;
}

/** An overload with the arguments laid out over its parameters; nothing when they cannot be. */
function place({ parameters, run }: Overload, slots: readonly CallArgument[]): readonly Candidate[] {
  const takesRules = parameters.some(({ type }) => type === 'rule');
  const byName = new Map<string, number>();
  const positional: number[] = [];
  for (const [i, { source, name = '' }] of slots.entries()) {
    if (source && !takesRules) {
      byName.set(name, i);
    } else {
      positional.push(i);
    }
  }
  if (byName.has('') || positional.length + byName.size < slots.length) {
    return [];
  }
  const placed: Placed[] = [];
  const put = (parameter: Parameter<Type>, at = -1): number => placed.push({ ...parameter, ...slots[at], at });
  for (const parameter of parameters) {
    const { name, optional, rest, named } = parameter;
    if (rest) {
      for (const at of positional.splice(0)) {
        put(parameter, at);
      }
    } else if (named) {
      const others = [...byName];
      // At most one way to call a function takes all further names.
      const value = () => new Map(others.map(([one, at]) => [one, slots[at]?.value?.()])) as unknown as Value;
      placed.push({ ...parameter, at: slots.length, value });
      byName.clear();
    } else {
      const at = positional.shift() ?? byName.get(name);
      if (at === byName.get(name)) {
        byName.delete(name);
      }
      if (!slots[at ?? -1]?.value && !optional) {
        return [];
      }
      put(parameter, at);
    }
  }
  return positional.length + byName.size === 0 ? [{ placed, run }] : [];
}
