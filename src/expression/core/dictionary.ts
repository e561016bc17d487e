import { setOwn } from '../../value/json.ts';
import { fail } from '../error.ts';
import { Lookup } from '../scope.ts';
import type { Env } from './env.ts';
import { hashKey } from './hash.ts';
import { refuseSealed, refuseSealedKey } from './seal.ts';
import { Dict, describe, type PlainDict, unmarked, type Value } from './value.ts';

type Mapping = PlainDict | Dict | Lookup;

/** The entries of a dictionary, in order. */
export function entriesOf(dict: Mapping, env: Env): readonly (readonly [Value, Value])[] {
  if (dict instanceof Dict) {
    return [...dict.entries.values()];
  }
  const all = plainEntries(dict);
  env.meter.items(all.length);
  return all;
}

function plainEntries(dict: PlainDict | Lookup): readonly (readonly [string, Value])[] {
  if (dict instanceof Lookup) {
    return Object.entries(dict.all());
  }
  refuseSealed(dict);
  return Object.entries(dict);
}

/** How many entries a dictionary has. */
export function dictSize(dict: Mapping): number {
  return dict instanceof Dict ? dict.entries.size : plainEntries(dict).length;
}

/** The value under a key, or undefined when it is missing. */
export function lookUp(dict: Mapping, key: Value, env: Env): Value | undefined {
  if (dict instanceof Dict) {
    return dict.entries.get(hashKey(key, env))?.[1];
  }
  const name = unmarked(key);
  if (typeof name !== 'string') {
    refuseSealed(name);
    return undefined;
  }
  if (dict instanceof Lookup) {
    return dict.get(name);
  }
  refuseSealed(dict);
  return Object.hasOwn(dict, name) ? dict[name] : undefined;
}

/** A dictionary of entries, later ones winning; plain as long as all its keys are strings. */
export function dictFrom(entries: Iterable<readonly [Value, Value]>, env: Env): Value {
  const plain: Record<string, Value> = {};
  let others: Map<string, readonly [Value, Value]> | undefined;
  let count = 0;
  for (const [given, value] of entries) {
    const key = unmarked(given);
    refuseSealedKey(key);
    if (typeof key === 'string' && others === undefined) {
      setOwn(plain, key, value);
    } else {
      others ??= new Map(Object.entries(plain).map((entry) => [hashKey(entry[0], env), entry]));
      const hash = hashKey(key, env);
      others.set(hash, [others.get(hash)?.[0] ?? key, value]);
    }
    if ((++count & 63) === 0) {
      env.meter.items(64);
    }
  }
  env.meter.items(count & 63);
  env.meter.charge(count);
  return others === undefined ? plain : new Dict(others);
}

/** A key of a dictionary that leaves the expression: JSON knows only strings. */
export function keyText(key: Value): string {
  switch (typeof key) {
    case 'string':
      return key;
    case 'number':
    case 'boolean':
      return String(key);
  }
  return key === null ? 'null' : fail('type_error', `${describe(key)} cannot be a key of a JSON object`);
}
