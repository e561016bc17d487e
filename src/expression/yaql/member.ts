import { lookUp } from '../core/dictionary.ts';
import type { Env } from '../core/env.ts';
import { refuseSealed } from '../core/seal.ts';
import { Sequence } from '../core/sequence.ts';
import { describe, isInteger, isList, isMapping, type Value } from '../core/value.ts';
import { fail } from '../error.ts';
import { PROPERTIES } from './functions/time-properties.ts';
import { isIterable, stream } from './parameters.ts';

/** `receiver.name`: an entry of a dictionary, of each item of a list, or a property of a time. */
export function propertyOf(receiver: Value, name: string, env: Env): Value {
  if (isMapping(receiver)) {
    refuseSealed(receiver);
    return entryOf(receiver, name, env);
  }
  if (isIterable(receiver)) {
    return new Sequence(env, function* () {
      for (const item of stream(receiver, env)) {
        yield propertyOf(item, name, env);
      }
    });
  }
  const property = PROPERTIES.get(name);
  if (property === undefined) {
    return fail('unknown_function', `${describe(receiver)} has no member '${name}'`, { variable: name });
  }
  const value = property(receiver);
  return value === undefined ? fail('no_matching_overload', `${describe(receiver)} has no '${name}'`) : value;
}

function entryOf(dict: Value, key: Value, env: Env): Value {
  const value = isMapping(dict) ? lookUp(dict, key, env) : undefined;
  if (value === undefined) {
    const name = typeof key === 'string' || typeof key === 'number' ? String(key) : describe(key);
    return fail('key_error', `the dictionary has no key '${name}'`, { variable: name });
  }
  return value;
}

/** `object[index]` and `object[key, default]`. */
export function indexOf(object: Value, args: readonly Value[], env: Env): Value {
  const [key, otherwise, ...rest] = args;
  if (key !== undefined && rest.length === 0) {
    refuseSealed(object);
    refuseSealed(key);
    if (isMapping(object)) {
      const value = lookUp(object, key, env);
      return value === undefined && otherwise !== undefined ? otherwise : entryOf(object, key, env);
    }
    const at = typeof key === 'boolean' ? Number(key) : key;
    if (isList(object) && isInteger(at) && otherwise === undefined) {
      const item = object.at(at);
      return item === undefined ? fail('index_error', `the list has no item ${at}`) : item;
    }
  }
  return fail('no_matching_overload', `${describe(object)} cannot be indexed by ${args.map(describe).join(', ')}`);
}
