import { fail } from '../error.ts';
import { charge, chargeItems, chargeReading, counted } from '../run.ts';
import { characterCount, characters, sliceCharacters } from './characters.ts';
import { lookUp } from './dictionary.ts';
import { refuseSealed } from './seal.ts';
import { defined, Undefined, undefinedMember } from './undefined.ts';
import { describe, isList, isMapping, isPlainDict, orElse, Special, Tuple, unmarked, type Value } from './value.ts';

/** `object.name`: the member's value, or undefined as a value. */
export function memberOf(object: Value, name: string): Value {
  if (isMapping(object)) {
    refuseSealed(object);
    return orElse(lookUp(object, name), () => undefinedMember(object, name));
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
export function itemOf(object: Value, index: Value): Value {
  if (index instanceof Undefined) {
    throw index.fault();
  }
  if (isMapping(object)) {
    refuseSealed(object);
    refuseSealed(index);
    return orElse(lookUp(object, index), () => undefinedMember(object, keyName(index)));
  }
  const at = typeof index === 'boolean' ? Number(index) : index;
  if (typeof at === 'number' && Number.isInteger(at)) {
    const item = itemAt(object, at);
    if (item !== undefined) {
      return item;
    }
  }
  return memberOf(object, typeof at === 'string' ? at : describe(at));
}

function itemAt(object: Value, at: number): Value | undefined {
  const text = unmarked(object);
  const missing = (): Value =>
    new Undefined('undefined_attribute', String(at), `${describe(object)} has no item ${at}`);
  if (isList(text)) {
    return orElse(text.at(at), missing);
  }
  if (typeof text !== 'string') {
    return undefined;
  }
  chargeReading(text);
  const length = characterCount(text);
  const index = at < 0 ? at + length : at;
  return index >= 0 && index < length ? sliceCharacters(text, index, index + 1) : missing();
}

export function keyName(key: Value): string {
  return typeof key === 'string' || typeof key === 'number' ? String(key) : describe(key);
}

function charactersOf(text: string): readonly Value[] {
  chargeItems(text.length);
  return characters(text);
}

/** `object[start:stop:step]` of a list or string. */
export function sliceOf(object: Value, bounds: readonly Value[]): Value {
  const text = unmarked(object);
  const [start, stop, step = 1] = bounds.map(bound);
  if (typeof text === 'string') {
    return sliceText(text, start, stop, step);
  }
  if (!isList(text)) {
    if (object instanceof Undefined) {
      throw object.fault();
    }
    refuseSealed(object);
    return undefinedMember(object, 'slice');
  }
  const picked = pick(text, start, stop, step);
  chargeItems(picked.length);
  return picked;
}

/** A slice of a text, in characters. */
export function sliceText(text: string, start: number | undefined, stop: number | undefined, step: number): string {
  chargeReading(text);
  if (step !== 1) {
    return counted(pick(charactersOf(text), start, stop, step).join(''));
  }
  const length = characterCount(text);
  const clamp = (at: number): number => Math.max(0, Math.min(length, at < 0 ? at + length : at));
  return counted(sliceCharacters(text, clamp(start ?? 0), clamp(stop ?? length)));
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

/** A path such as `meta.z` or `0.name`, as filters take it. */
export function pathOf(object: Value, path: Value): Value {
  if (typeof path !== 'string') {
    return itemOf(object, path);
  }
  let value = object;
  for (const part of path.split('.')) {
    charge(1);
    const index = /^\d+$/.test(part) ? Number(part) : part;
    value = typeof index === 'number' && isPlainDict(value) ? memberOf(value, part) : itemOf(value, index);
  }
  return value;
}

/** A path of an item, or the item itself; what is not there gives way to something else, if there is that. */
export function attributeOf(item: Value, path: Value, otherwise?: Value): Value {
  const value = path === null ? item : pathOf(item, path);
  return value instanceof Undefined && otherwise !== undefined ? otherwise : defined(value);
}
