import { isObject } from '../../value/json.ts';
import { Lookup } from '../scope.ts';

/**
 * What an expression computes with: JSON values as they are, and a few kinds that JSON has not. Those are all
 * `Special`, so a plain object is always a dictionary of the user's data.
 */
export type Value = null | boolean | number | string | readonly Value[] | PlainDict | Special | Lookup;
export interface PlainDict {
  readonly [key: string]: Value;
}

/** A value that JSON has not; `typeName` is what messages call it. */
export abstract class Special {
  abstract readonly typeName: string;

  /** Whether it counts as true. */
  truth(): boolean {
    return true;
  }

  /** What a loop over it sees; undefined when it cannot be looped over. */
  items(): Iterable<Value> | undefined {
    return undefined;
  }

  /** What it becomes when it leaves the expression; undefined when it may not. */
  plain(): Value | undefined {
    return undefined;
  }

  /** A member by its name. */
  member(_name: string): Value | undefined {
    return undefined;
  }

  /** A text that only equal values share; undefined when the value is equal to itself alone. */
  hash(): string | undefined {
    return undefined;
  }

  /** Below, at or above zero; undefined when there is no order between the two. */
  compare(_other: Value): number | undefined {
    return undefined;
  }

  /** How it looks inside text, or the list that is to be written for it; undefined when it has no text. */
  text(): string | readonly Value[] | undefined {
    return undefined;
  }
}

/** A float whose value is integral or not finite: as a number it would pass for an integer. */
export class Float extends Special {
  override readonly typeName = 'a float';
  readonly value: number;

  constructor(value: number) {
    super();
    this.value = value;
  }

  override truth(): boolean {
    return this.value !== 0;
  }

  override plain(): Value | undefined {
    return Number.isFinite(this.value) ? this.value : undefined;
  }
}

/** A float: wrapped only when its value would look like an integer. */
export function float(value: number): Value {
  return Number.isInteger(value) || !Number.isFinite(value) ? new Float(value) : value;
}

/** A fixed list as `(1, 2)` writes it: differs from a list in equality and in Python's text form. */
export class Tuple extends Array<Value> {
  static override get [Symbol.species](): ArrayConstructor {
    return Array;
  }
}

export function tuple(...items: readonly Value[]): Tuple {
  return Tuple.from<Value>(items) as Tuple;
}

/** A dictionary with keys that are not strings, which a plain object cannot hold. */
export class Dict extends Special {
  override readonly typeName = 'a dictionary';
  /** By hash key, in insertion order. */
  readonly entries: ReadonlyMap<string, readonly [Value, Value]>;

  constructor(entries: ReadonlyMap<string, readonly [Value, Value]>) {
    super();
    this.entries = entries;
  }

  override truth(): boolean {
    return this.entries.size > 0;
  }

  override *items(): Iterable<Value> {
    for (const [key] of this.entries.values()) {
      yield key;
    }
  }
}

/** Text already escaped for HTML, which `escape` leaves alone. */
export class Markup extends Special {
  override readonly typeName = 'a string';
  readonly content: string;

  constructor(content: string) {
    super();
    this.content = content;
  }

  override truth(): boolean {
    return this.content !== '';
  }

  override plain(): string {
    return this.content;
  }
}

/** The text of escaped text; everything else as it is. */
export function unmarked(value: Value): Value {
  return value instanceof Markup ? value.content : value;
}

export function isPlainDict(value: Value): value is PlainDict {
  return isObject(value) && !(value instanceof Special || value instanceof Lookup);
}

export function isList(value: Value): value is readonly Value[] {
  return Array.isArray(value);
}

/** True for dictionaries of every kind. */
export function isMapping(value: Value): value is PlainDict | Dict | Lookup {
  return value instanceof Dict || value instanceof Lookup || isPlainDict(value);
}

export function isNumber(value: Value): value is number | Float {
  return typeof value === 'number' || value instanceof Float;
}

export function isInteger(value: Value): value is number {
  return typeof value === 'number' && Number.isInteger(value);
}

export function isFloat(value: Value): value is number | Float {
  return value instanceof Float || (typeof value === 'number' && !Number.isInteger(value));
}

/** The number of a number or, as in Python, of a boolean; undefined for everything else. */
export function numeric(value: Value): number | undefined {
  if (typeof value === 'number') {
    return value;
  }
  if (value instanceof Float) {
    return value.value;
  }
  return typeof value === 'boolean' ? Number(value) : undefined;
}

/** The value, or another when there is none; null is a value. */
export function orElse(value: Value | undefined, otherwise: () => Value): Value {
  return value === undefined ? otherwise() : value;
}

/** The kind of a value in words for messages. */
export function describe(value: Value): string {
  if (value === null) {
    return 'null';
  }
  if (isFloat(value)) {
    return 'a float';
  }
  if (typeof value !== 'object') {
    return typeof value === 'number' ? 'an integer' : `a ${typeof value}`;
  }
  return value instanceof Special ? value.typeName : isList(value) ? 'a list' : 'a dictionary';
}
