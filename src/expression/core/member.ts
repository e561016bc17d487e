import { fail } from '../error.ts';
import { characterCount, characters, sliceCharacters } from './characters.ts';
import { lookUp } from './dictionary.ts';
import type { Env } from './env.ts';
import { refuseSealed } from './seal.ts';
import { defined, Undefined, undefinedMember } from './undefined.ts';
import { describe, isList, isMapping, isPlainDict, orElse, Special, Tuple, unmarked, type Value } from './value.ts';

/** `object.name`: the member's value, or undefined as a value. */
export function memberOf(object: Value, name: string, env: Env): Value {
  if (isMapping(object)) {
    refuseSealed(object);
    return orElse(lookUp(object, name, env), () => undefinedMember(object, name));
  }
  if (object instanceof Undefined) {
    throw object.fault();
  }
  const own = object instanceof Special ? object.member(name) : isList(object) ? listMember(object, name) : undefined;
  return orElse(own, () => undefinedMember(object, name));
}

/** A group, as `groupby` makes it, knows its two parts by name. */
export class Group extends Tuple {}

function listMember(list: readonly Value[], name: string): Value | undefined {
  if (!(list instanceof Group)) {
    return undefined;
  }
  return name === 'grouper' ? list[0] : name === 'list' ? list[1] : undefined;
}

/** `object[index]`: an item by number, an entry by key, or undefined as a value. */
export function itemOf(object: Value, index: Value, env: Env): Value {
  if (index instanceof Undefined) {
    throw index.fault();
  }
  if (isMapping(object)) {
    refuseSealed(object);
    refuseSealed(index);
    return orElse(lookUp(object, index, env), () => undefinedMember(object, keyName(index)));
  }
  const at = typeof index === 'boolean' ? Number(index) : index;
  if (typeof at === 'number' && Number.isInteger(at)) {
    const item = itemAt(object, at, env);
    if (item !== undefined) {
      return item;
    }
  }
  return memberOf(object, typeof at === 'string' ? at : describe(at), env);
}

function itemAt(object: Value, at: number, env: Env): Value | undefined {
  const text = unmarked(object);
  const missing = (): Value =>
    new Undefined('undefined_attribute', String(at), `${describe(object)} has no item ${at}`);
  if (isList(text)) {
    return orElse(text.at(at), missing);
  }
  if (typeof text !== 'string') {
    return undefined;
  }
  env.meter.read(text);
  const length = characterCount(text);
  const index = at < 0 ? at + length : at;
  return index >= 0 && index < length ? sliceCharacters(text, index, index + 1) : missing();
}

export function keyName(key: Value): string {
  return typeof key === 'string' || typeof key === 'number' ? String(key) : describe(key);
}

function charactersOf(text: string, env: Env): readonly Value[] {
  env.meter.items(text.length);
  return characters(text);
}

/** `object[start:stop:step]` of a list or string. */
export function sliceOf(object: Value, bounds: readonly [Value, Value, Value], env: Env): Value {
  const text = unmarked(object);
  const [start, stop, step = 1] = bounds.map(bound);
  if (typeof text === 'string') {
    return sliceText(text, start, stop, step, env);
  }
  if (!isList(text)) {
    if (object instanceof Undefined) {
      throw object.fault();
    }
    refuseSealed(object);
    return undefinedMember(object, 'slice');
  }
  const picked = pick(text, start, stop, step);
  env.meter.items(picked.length);
  return picked;
}

/** A slice of a text, in characters. */
export function sliceText(
  text: string,
  start: number | undefined,
  stop: number | undefined,
  step: number,
  env: Env,
): string {
  env.meter.read(text);
  if (step !== 1) {
    return env.meter.text(pick(charactersOf(text, env), start, stop, step).join(''));
  }
  const length = characterCount(text);
  const clamp = (at: number): number => Math.max(0, Math.min(length, at < 0 ? at + length : at));
  return env.meter.text(sliceCharacters(text, clamp(start ?? 0), clamp(stop ?? length)));
}

function bound(value: Value): number | undefined {
  if (value === null) {
    return undefined;
  }
  return typeof value === 'number' && Number.isInteger(value)
    ? value
    : fail('type_error', `an integer is needed, not ${describe(value)}`);
}

function pick(items: readonly Value[], start: number | undefined, stop: number | undefined, step: number): Value[] {
  if (step === 0) {
    fail('value_error', 'the step cannot be zero');
  }
  const [low, high] = step > 0 ? [0, items.length] : [-1, items.length - 1];
  const clamp = (at: number): number => Math.max(low, Math.min(high, at < 0 ? at + items.length : at));
  const first = start === undefined ? (step > 0 ? low : high) : clamp(start);
  const last = stop === undefined ? (step > 0 ? high : low) : clamp(stop);
  if (step === 1) {
    return items.slice(first, Math.max(first, last));
  }
  const picked: Value[] = [];
  for (let i = first; step > 0 ? i < last : i > last; i += step) {
    picked.push(items[i] ?? null);
  }
  return picked;
}

/** Reads a part of a value. */
export type Reader = (value: Value) => Value;

/** Reads by a path such as `meta.z` or `0.name`, as filters take it. */
export function pathReader(path: Value, env: Env): Reader {
  if (typeof path !== 'string') {
    return (object) => itemOf(object, path, env);
  }
  const parts = path.split('.').map((part) => ({ part, index: /^\d+$/.test(part) ? Number(part) : part }));
  return (object) => {
    let value = object;
    for (const { part, index } of parts) {
      env.meter.charge(1);
      value = typeof index === 'number' && isPlainDict(value) ? memberOf(value, part, env) : itemOf(value, index, env);
    }
    return value;
  };
}

/** Reads a path of items, or the items themselves; what is not there gives way to something else, if there is that. */
export function attributeReader(path: Value, env: Env, otherwise?: Value): Reader {
  const read: Reader = path === null ? (item) => item : pathReader(path, env);
  return (item) => {
    const value = read(item);
    return value instanceof Undefined && otherwise !== undefined ? otherwise : defined(value);
  };
}
