import type { Json } from '../../value/json.ts';
import { setOwn } from '../../value/json.ts';
import type { Meter } from '../budget.ts';
import { fail } from '../error.ts';
import { Lookup } from '../scope.ts';
import { keyText } from './dictionary.ts';
import { Dict, describe, isList, isPlainDict, Special, type Value } from './value.ts';

/** The largest result, as JSON text in characters, roughly: the ceiling of one value. */
const LARGEST = 16 * 1024 * 1024;

/** What every part counts at least. */
const SMALLEST = 8;

interface Left {
  readonly json: Json;
  readonly size: number;
}

/**
 * The plain JSON of a value that leaves the expression. Data that holds nothing but JSON is handed out as it is,
 * not copied. Shared parts are visited once but counted each time: as text they would be written each time.
 */
export function leave(value: Value, meter: Meter): Json {
  if (value === null || typeof value !== 'object') {
    return value;
  }
  const size = plainSize(value, 0, meter.budget.depth);
  return size === undefined ? new Exit(meter).json(value) : (value as Json);
}

/**
 * The size of a value that is JSON through and through; undefined when a part of it must be converted. Stops
 * where it is too large, so that shared parts, counted each time, cannot make it long.
 */
function plainSize(value: Value, before: number, levels: number): number | undefined {
  if (value === null || typeof value !== 'object') {
    return before + (typeof value === 'string' ? value.length + SMALLEST : SMALLEST);
  }
  if (before > LARGEST) {
    fail('budget_exceeded', 'the result is too large');
  }
  if (levels > 0 && isList(value) && Object.getPrototypeOf(value) === Array.prototype) {
    return plainSizeOf(value, before + SMALLEST, levels - 1);
  }
  if (levels === 0 || !isPlainDict(value)) {
    return undefined;
  }
  const keys = Object.keys(value);
  const names = keys.reduce((sum, key) => sum + key.length, before + SMALLEST);
  return plainSizeOf(
    keys.map((key) => value[key] ?? null),
    names,
    levels - 1,
  );
}

function plainSizeOf(parts: readonly Value[], before: number, levels: number): number | undefined {
  let size: number | undefined = before;
  for (let i = 0; i < parts.length && size !== undefined; i++) {
    size = plainSize(parts[i] ?? null, size, levels);
  }
  return size;
}

class Exit {
  readonly #meter: Meter;
  readonly #seen = new Map<object, Left>();

  constructor(meter: Meter) {
    this.#meter = meter;
  }

  json(value: Value): Json {
    const left = this.#leave(value);
    if (left.size > LARGEST) {
      fail('budget_exceeded', 'the result is too large');
    }
    return left.json;
  }

  #leave(value: Value): Left {
    if (value === null || typeof value !== 'object') {
      return { json: value, size: typeof value === 'string' ? value.length + SMALLEST : SMALLEST };
    }
    const seen = this.#seen.get(value);
    if (seen !== undefined) {
      return seen;
    }
    this.#meter.enter();
    const left = this.#leaveObject(value);
    this.#meter.leave();
    this.#seen.set(value, left);
    return left;
  }

  #leaveObject(value: Exclude<Value, null | boolean | number | string>): Left {
    if (isList(value)) {
      return this.#leaveList(value);
    }
    if (value instanceof Dict) {
      return this.#leaveDict([...value.entries.values()].map(([key, item]) => [keyText(key), item]));
    }
    if (value instanceof Special) {
      const plain = value.plain(this.#meter);
      return plain === undefined
        ? fail('type_error', `the result is ${describe(value)}, which is not JSON`)
        : this.#leave(plain);
    }
    const entries = Object.entries(value instanceof Lookup ? value.all() : value);
    return this.#leaveDict(entries, value instanceof Lookup ? undefined : (value as Json));
  }

  #leaveList(list: readonly Value[]): Left {
    const items = list.map((item) => this.#leave(item));
    const same = Object.getPrototypeOf(list) === Array.prototype && items.every((left, i) => left.json === list[i]);
    const size = items.reduce((sum, left) => sum + left.size + 1, 2);
    return { json: same ? (list as readonly Json[]) : items.map((left) => left.json), size };
  }

  #leaveDict(entries: readonly (readonly [string, Value])[], original?: Json): Left {
    const result: Record<string, Json> = {};
    let same = original !== undefined;
    let size = 2;
    for (const [key, item] of entries) {
      const left = this.#leave(item);
      same &&= left.json === item;
      size += key.length + left.size + 4;
      setOwn(result, key, left.json);
    }
    return { json: same && original !== undefined ? original : result, size };
  }
}
