import { lookUp } from '../core/dictionary.ts';
import { keyName } from '../core/member.ts';
import { refuseSealed } from '../core/seal.ts';
import { Sequence } from '../core/sequence.ts';
import { undefinedMember } from '../core/undefined.ts';
import { describe, isInteger, isList, isMapping, orElse, Tuple, type Value } from '../core/value.ts';
import { fail } from '../error.ts';
import { each } from './functions/each.ts';
import { PROPERTIES } from './functions/time-properties.ts';
import { isIterable, stream } from './parameters.ts';

/** `receiver.name`: an entry of a dictionary, the same of all items of a list, or a property of a time. */
export function propertyOf(receiver: Value, name: string): Value {
  if (isMapping(receiver)) {
    return itemOf(receiver, name);
  }
  if (isIterable(receiver)) {
    return new Sequence(() => each(stream(receiver), (item) => propertyOf(item, name)));
  }
  const property = PROPERTIES.get(name);
  if (property === undefined) {
    return fail('unknown_function', `${describe(receiver)} has no member '${name}'`, { variable: name });
  }
  return property(receiver) ?? fail('no_matching_overload', `${describe(receiver)} has no '${name}'`);
}

/** `object[index]` and `object[key, otherwise]`. */
export function itemOf(object: Value, index: Value): Value {
  const given = index instanceof Tuple ? [...index] : [index];
  const [key, otherwise, ...rest] = given;
  if (key !== undefined && rest.length === 0) {
    refuseSealed(object, key);
    if (isMapping(object)) {
      const name = keyName(key);
      return orElse(lookUp(object, key), () =>
        orElse(otherwise, () => fail('key_error', undefinedMember(object, name).message, { variable: name })),
      );
    }
    const at = typeof key === 'boolean' ? Number(key) : key;
    if (isList(object) && isInteger(at) && otherwise === undefined) {
      return orElse(object.at(at), () => fail('index_error', `there is no item ${at}`));
    }
  }
  return fail('no_matching_overload', `${describe(object)} cannot be indexed by ${given.map(describe).join(', ')}`);
}
