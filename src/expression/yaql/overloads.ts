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

/** What stands for a parameter. */
type Placed = readonly [Parameter<Type>, CallArgument | undefined];

const RECEIVER: CallArgument = { value: () => null };

/** Calls the first overload whose parameters fit the arguments. Each argument is evaluated at most once. */
export function dispatcher(
  name: string,
  overloads: readonly Overload[],
  args: readonly CallArgument[],
  method = false,
): (receiver?: Value) => Value {
  const slots = method ? [RECEIVER, ...args] : args;
  const candidates = overloads.flatMap(({ parameters, run }) => {
    const placed = place(parameters, slots);
    return placed === undefined ? [] : [{ placed, run }];
  });
  return (receiver = null) => {
    const values = new Map<CallArgument, Value>(method ? [[RECEIVER, receiver]] : []);
    for (const { placed, run } of candidates) {
      const given = fitting(placed, values);
      if (given) {
        return run(...given);
      }
    }
    for (const slot of candidates.length === 0 ? slots : []) {
      slotValue(slot, values);
    }
    const known = [...values.values()];
    refuseSealed(...known);
    return fail('no_matching_overload', `${name}() does not take ${known.map(describe).join(', ')}`);
  };
}

function slotValue(slot: CallArgument, values: Map<CallArgument, Value>): Value {
  let value = values.get(slot);
  if (value === undefined) {
    value = slot.value?.() ?? null;
    values.set(slot, value);
  }
  return value;
}

/** What the parameters get; undefined as soon as an argument does not fit. */
function fitting(placed: readonly Placed[], values: Map<CallArgument, Value>): readonly unknown[] | undefined {
  const given: unknown[] = [];
  for (const [{ type, nullable, rest }, slot = {}] of placed) {
    const { value, source } = slot;
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
      const one = slotValue(slot, values);
      if (one === null ? !nullable : !CHECKS[type](one)) {
        return undefined;
      }
      given.push(one === null ? null : (CONVERSIONS[type]?.(one) ?? one));
    }
  }
  return given;
}

/** Lays the arguments out over the parameters; undefined when they cannot be. */
function place(parameters: readonly Parameter<Type>[], slots: readonly CallArgument[]): readonly Placed[] | undefined {
  const takesRules = parameters.some(({ type }) => type === 'rule');
  const byName = new Map<string, CallArgument>();
  const positional: CallArgument[] = [];
  for (const slot of slots) {
    if (slot.source && !takesRules) {
      byName.set(slot.name ?? '', slot);
    } else {
      positional.push(slot);
    }
  }
  if (byName.has('') || positional.length + byName.size < slots.length) {
    return undefined;
  }
  const placed: Placed[] = [];
  for (const parameter of parameters) {
    if (parameter.rest) {
      placed.push(...positional.splice(0).map((slot): Placed => [parameter, slot]));
    } else if (parameter.named) {
      const named = [...byName];
      const value = () => new Map(named.map(([name, one]) => [name, one.value?.()])) as unknown as Value;
      placed.push([parameter, { value }]);
      byName.clear();
    } else {
      const { name, optional } = parameter;
      const slot = positional.shift() ?? byName.get(name);
      if (slot === byName.get(name)) {
        byName.delete(name);
      }
      if (!slot?.value && !optional) {
        return undefined;
      }
      placed.push([parameter, slot]);
    }
  }
  return positional.length + byName.size === 0 ? placed : undefined;
}
