import { Regex } from '../core/regex.ts';
import { Sequence } from '../core/sequence.ts';
import { truth } from '../core/truth.ts';
import { isInteger, isList, isMapping, isNumber, type Value } from '../core/value.ts';
import { ValueSet } from '../core/value-set.ts';
import { Bindings, Lambda, Rule } from './lambda.ts';
import { OrderedSequence } from './ordered.ts';
import { DateTime, TimeSpan } from './time-values.ts';

/** What a function gets for a parameter. */
export type Given = Value | Lambda | Rule | undefined;

export type ParameterType =
  | 'any'
  | 'some'
  | 'string'
  | 'int'
  | 'integer'
  | 'number'
  | 'iterable'
  | 'iterator'
  | 'list'
  | 'dict'
  | 'set'
  | 'regex'
  | 'datetime'
  | 'timespan'
  | 'ordered'
  | 'bindings'
  | 'lambda'
  | 'rule';

export interface Parameter {
  readonly name: string;
  readonly type: ParameterType;
  readonly nullable: boolean;
  readonly optional: boolean;
  /** Takes all further positional arguments. */
  readonly rest: boolean;
  /** Takes all named arguments that no other parameter takes. */
  readonly named: boolean;
}

const SPEC = /^(\*{0,2})(\w+)(=?):(\w+)(\??)$/;

/**
 * Reads a parameter as it is written in the function tables: `name:type`, `name=:type` when it may be left
 * out, `*name:type` for the rest, `**name:type` for further named ones, and `?` behind the type to admit null.
 */
export function parameter(spec: string): Parameter {
  const [, stars = '', name = '', optional = '', type = '', nullable = ''] = SPEC.exec(spec) ?? [];
  return {
    name,
    type: type as ParameterType,
    nullable: nullable === '?' || type === 'any',
    optional: optional === '=',
    rest: stars === '*',
    named: stars === '**',
  };
}

const CHECKS: Readonly<Record<ParameterType, (value: Value) => boolean>> = {
  any: () => true,
  some: () => true,
  string: (value) => typeof value === 'string',
  int: (value) => isInteger(value) || typeof value === 'boolean',
  integer: isInteger,
  number: isNumber,
  iterable: isIterable,
  iterator: (value) => value instanceof Sequence,
  list: isList,
  dict: isMapping,
  set: (value) => value instanceof ValueSet,
  regex: (value) => value instanceof Regex,
  datetime: (value) => value instanceof DateTime,
  timespan: (value) => value instanceof TimeSpan,
  ordered: (value) => value instanceof OrderedSequence,
  bindings: (value) => value instanceof Bindings,
  lambda: () => false,
  rule: () => false,
};

/** Lists, sets and sequences; not strings and not dictionaries. */
export function isIterable(value: Value): boolean {
  return isList(value) || value instanceof Sequence || value instanceof ValueSet;
}

/** Whether a value fits a parameter. */
export function fits({ type, nullable }: Parameter, value: Given): boolean {
  if (value instanceof Lambda) {
    return type === 'lambda';
  }
  if (value instanceof Rule) {
    return type === 'rule';
  }
  return value === undefined || (value === null ? nullable : CHECKS[type](value));
}

/** The value of a parameter that is not a lambda. */
export function valueIn(given: Given): Value {
  return given === undefined || given instanceof Lambda || given instanceof Rule ? null : given;
}

export function lambdaOf(given: Given): Lambda | undefined {
  return given instanceof Lambda ? given : undefined;
}

/** What a lambda gives for arguments; null when there is none. */
export function callIn(given: Given, ...args: readonly Value[]): Value {
  return lambdaOf(given)?.call(...args) ?? null;
}

/** What a selector gives for an item: the item itself when there is no selector. */
export function selectedIn(selector: Given, item: Value): Value {
  return selector === undefined ? item : callIn(selector, item);
}

/** Whether a predicate holds. */
export function holdsIn(given: Given, ...args: readonly Value[]): boolean {
  return truth(callIn(given, ...args));
}

export function textIn(given: Given): string {
  return typeof given === 'string' ? given : '';
}

/** An integer parameter, which also takes a boolean. */
export function wholeIn(given: Given, otherwise = 0): number {
  return typeof given === 'number' || typeof given === 'boolean' ? Number(given) : otherwise;
}

export function listIn(given: Given): readonly Value[] {
  const value = valueIn(given);
  return isList(value) ? value : [];
}
