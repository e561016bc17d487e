import type { Mapping } from '../core/dictionary.ts';
import { iterate } from '../core/iterate.ts';
import { Regex } from '../core/regex.ts';
import { Sequence } from '../core/sequence.ts';
import { isInteger, isList, isMapping, isNumber, type Value } from '../core/value.ts';
import { ValueSet } from '../core/value-set.ts';
import type { Lambda, Rule } from './lambda.ts';
import { OrderedSequence } from './ordered.ts';
import { DateTime, TimeSpan } from './time-values.ts';

/** What the types of parameters stand for. */
export interface Types {
  any: Value;
  /** Anything but null. */
  some: Value;
  boolean: boolean;
  string: string;
  /** A boolean counts as 0 or 1, but not for an `integer`. */
  int: number;
  integer: number;
  number: Value;
  /** One item at a time, and `items` all at once. */
  iterable: Iterable<Value>;
  items: readonly Value[];
  iterator: Iterable<Value>;
  list: readonly Value[];
  dict: Mapping;
  set: ValueSet;
  regex: Regex;
  datetime: DateTime;
  timespan: TimeSpan;
  ordered: OrderedSequence;
  lambda: Lambda;
  rule: Rule;
}

export const CHECKS: Readonly<Record<Exclude<keyof Types, 'lambda' | 'rule'>, (value: Value) => boolean>> = {
  any: () => true,
  some: () => true,
  boolean: (value) => typeof value === 'boolean',
  string: (value) => typeof value === 'string',
  int: (value) => isInteger(value) || typeof value === 'boolean',
  integer: isInteger,
  number: isNumber,
  iterable: isIterable,
  items: isIterable,
  iterator: (value) => value instanceof Sequence,
  list: isList,
  dict: isMapping,
  set: (value) => value instanceof ValueSet,
  regex: (value) => value instanceof Regex,
  datetime: (value) => value instanceof DateTime,
  timespan: (value) => value instanceof TimeSpan,
  ordered: (value) => value instanceof OrderedSequence,
};

/** Lists, sets and sequences; strings and dictionaries are not looped over. */
export function isIterable(value: Value): boolean {
  return isList(value) || value instanceof Sequence || value instanceof ValueSet;
}

/** The items of something iterable, one at a time. */
export function stream(value: Value): Iterable<Value> {
  return value instanceof Sequence ? value : iterate(value);
}

/** What makes of a value that fits what its function wants, if that is something else. */
export const CONVERSIONS: { readonly [T in keyof Types]?: (value: Value) => Types[T] } = {
  int: Number,
  iterable: stream,
  items: iterate,
};
