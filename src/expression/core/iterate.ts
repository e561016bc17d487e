import { fail } from '../error.ts';
import { charge, chargeItems } from '../run.ts';
import { Lookup } from '../scope.ts';
import { characters } from './characters.ts';
import { refuseSealed } from './seal.ts';
import { gather } from './sequence.ts';
import { describe, isList, Special, unmarked, type Value } from './value.ts';

/** What a loop over a value sees: items of a list, characters of a string, keys of a dictionary. */
export function iterate(value: Value): readonly Value[] {
  if (isList(value)) {
    charge(value.length >> 3);
    return value;
  }
  const text = unmarked(value);
  if (typeof text === 'string') {
    chargeItems(text.length);
    charge(text.length >> 3);
    return characters(text);
  }
  if (value instanceof Special) {
    return gather(value.items() ?? fail('type_error', `${describe(value)} cannot be looped over`));
  }
  if (value === null || typeof value !== 'object') {
    return fail('type_error', `${describe(value)} cannot be looped over`);
  }
  refuseSealed(value);
  const keys = Object.keys(value instanceof Lookup ? value.all() : value);
  chargeItems(keys.length);
  charge(keys.length >> 3);
  return keys;
}
