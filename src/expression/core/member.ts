import { fail } from '../error.ts';
import { charge, chargeItems, chargeReading, counted } from '../run.ts';
import { integerOf } from './arguments.ts';
import { characterCount, characters, sliceCharacters } from './characters.ts';
import { lookUp } from './dictionary.ts';
import { refuseSealed } from './seal.ts';
import { defined, Undefined, undefinedMember } from './undefined.ts';
import {
  describe,
  isInteger,
  isList,
  isMapping,
  isPlainDict,
  orElse,
  Special,
  Tuple,
  unmarked,
  type Value,
} from './value.ts';

/** `object.name`: the member's value, or undefined as a value. */
export function memberOf(object: Value, name: string): Value {
  refuseSealed(defined(object));
  const own = isMapping(object)
    ? lookUp(object, name)
    : object instanceof Special || object instanceof Group
      ? object.member(name)
      : undefined;
  return orElse(own, () => undefinedMember(object, name));
}

/** A group, as `groupby` makes it, knows its two parts by name. */
export class Group extends Tuple {
  member(name: string): Value | undefined {
    return this[['grouper', 'list'].indexOf(name)];
  }
}

/** `object[index]`: an item by number, an entry by key, or undefined as a value. */
export function itemOf(object: Value, index: Value): Value {
  defined(index);
  if (isMapping(object)) {
    refuseSealed(object, index);
    return orElse(lookUp(object, index), () => undefinedMember(object, keyName(index)));
  }
  const at = typeof index === 'boolean' ? Number(index) : index;
  const list = unmarked(object);
  if (isInteger(at) && (isList(list) || typeof list === 'string')) {
    const item = isList(list) ? list.at(at) : sliceText(list, at, at + 1 || null) || undefined;
    return orElse(
      item,
      () => new Undefined(String(at), `${describe(object)} has no item ${at}`, 'undefined_attribute'),
    );
  }
  return memberOf(object, typeof at === 'string' ? at : describe(at));
}

export function keyName(key: Value): string {
  return typeof key === 'string' || typeof key === 'number' ? String(key) : describe(key);
}

/** `object[start:stop:step]` of a list or string. */
export function sliceOf(object: Value, bounds: readonly Value[]): Value {
  const [start, stop, step = 1] = bounds.map((bound) => (bound === null ? undefined : integerOf(bound)));
  const list = unmarked(defined(object));
  if (typeof list === 'string') {
    return sliceText(list, start, stop, step);
  }
  if (isList(list)) {
    const picked = pick(list, start, stop, step);
    chargeItems(picked.length);
    return picked;
  }
  refuseSealed(list);
  return undefinedMember(list, 'slice');
}

/** A slice of a text, in characters. */
export function sliceText(text: string, start?: number | null, stop?: number | null, step = 1): string {
  chargeReading(text);
  if (step === 1) {
    return counted(sliceCharacters(text, ...limits(characterCount(text), start, stop, step)));
  }
  chargeItems(text.length);
  return counted(pick(characters(text), start, stop, step).join(''));
}

type Bound = number | null | undefined;

/** Where a slice begins and ends in a list of some length. */
function limits(length: number, start: Bound, stop: Bound, step: number): [number, number] {
  const [low, high] = step > 0 ? [0, length] : [-1, length - 1];
  const clamp = (at: number): number => Math.max(low, Math.min(high, at < 0 ? at + length : at));
  const [first, last] = step > 0 ? [low, high] : [high, low];
  return [typeof start === 'number' ? clamp(start) : first, typeof stop === 'number' ? clamp(stop) : last];
}

function pick(items: readonly Value[], start: Bound, stop: Bound, step: number): readonly Value[] {
  if (step === 0) {
    fail('value_error', 'the step cannot be zero');
  }
  const [first, last] = limits(items.length, start, stop, step);
  if (step === 1) {
    return items.slice(first, last);
  }
  const picked: Value[] = [];
  for (let i = first; step > 0 ? i < last : i > last; i += step) {
    picked.push(items[i] as Value);
  }
  return picked;
}

/** Reads a part of a value. */
export type Reader = (value: Value) => Value;

/** Reads by a path such as `meta.z` or `0.name`, as filters take it. */
export function pathReader(path: Value): Reader {
  if (typeof path !== 'string') {
    return (object) => itemOf(object, path);
  }
  const parts = path.split('.').map((part) => [part, /^\d+$/.test(part) ? Number(part) : part] as const);
  return (object) => {
    let value = object;
    for (const [part, index] of parts) {
      charge(1);
      // The usual case first, as a member is read anywhere.
      value =
        isPlainDict(value) && Object.hasOwn(value, part) && part !== '$sealed'
          ? (value[part] as Value)
          : itemOf(value, isPlainDict(value) ? part : index);
    }
    return value;
  };
}

/** Reads a path of items, or the items themselves; what is not there gives way to something else, if there is that. */
export function attributeReader(path: Value, otherwise?: Value): Reader {
  const read: Reader = path === null ? (item) => item : pathReader(path);
  return (item) => {
    const value = read(item);
    return value instanceof Undefined && otherwise !== undefined ? otherwise : defined(value);
  };
}
