import { charge, chargeItems } from '../run.ts';
import { Lookup } from '../scope.ts';
import { needed } from './arguments.ts';
import { characters } from './characters.ts';
import { refuseSealed } from './seal.ts';
import { gather } from './sequence.ts';
import { isList, Special, unmarked, type Value } from './value.ts';

/** What a loop over a value sees: items of a list, characters of a string, keys of a dictionary. */
export function iterate(value: Value): readonly Value[] {
  const text = unmarked(value);
  if (isList(text)) {
    charge(text.length >> 3);
    return text;
  }
  if (typeof text === 'string') {
    return paid(text.length, () => characters(text));
  }
  if (text instanceof Special) {
    return gather(text.items() ?? needed('a list', text));
  }
  if (text === null || typeof text !== 'object') {
    return needed('a list', text);
  }
  refuseSealed(text);
  const keys = Object.keys(text instanceof Lookup ? text.all() : text);
  return paid(keys.length, () => keys);
}

function paid(size: number, items: () => readonly Value[]): readonly Value[] {
  chargeItems(size);
  charge(size >> 3);
  return items();
}
