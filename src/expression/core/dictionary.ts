import { charge, chargeItems } from '../run.ts';
import { Lookup } from '../scope.ts';
import { needed } from './arguments.ts';
import { hashKey } from './hash.ts';
import { refuseSealed, refuseSealedKey } from './seal.ts';
import { Dict, type PlainDict, unmarked, type Value } from './value.ts';

export type Mapping = PlainDict | Dict | Lookup;
export type Pair = readonly [Value, Value];

/** The entries of a dictionary, in order. */
export function entriesOf(dict: Mapping): readonly Pair[] {
  if (dict instanceof Dict) {
    return [...dict.entries.values()];
  }
  refuseSealed(dict);
  return Object.entries(dict instanceof Lookup ? dict.all() : dict);
}

/** The entries of a dictionary as a list that is paid for. */
export function pairsOf(dict: Mapping): readonly Pair[] {
  const pairs = entriesOf(dict);
  chargeItems(dict instanceof Dict ? 0 : pairs.length);
  return pairs;
}

/** How many entries a dictionary has. */
export function dictSize(dict: Mapping): number {
  return entriesOf(dict).length;
}

/** The value under a key, or undefined when it is missing. */
export function lookUp(dict: Mapping, key: Value): Value | undefined {
  if (dict instanceof Dict) {
    return dict.entries.get(hashKey(key))?.[1];
  }
  const name = unmarked(key);
  refuseSealed(name, dict);
  if (typeof name !== 'string') {
    return undefined;
  }
  return dict instanceof Lookup ? dict.get(name) : Object.hasOwn(dict, name) ? dict[name] : undefined;
}

/** A dictionary of entries, later ones winning; plain if all its keys are strings. */
export function dictFrom(pairs: Iterable<Pair>): Value {
  const entries = [...pairs];
  chargeItems(entries.length);
  charge(entries.length);
  const plain: Record<string, Value> = {};
  for (const [given, value] of entries) {
    const key = unmarked(given);
    refuseSealedKey(key);
    // To set `__proto__` would change the prototype instead.
    if (typeof key !== 'string' || key === '__proto__') {
      return dictOf(entries);
    }
    plain[key] = value;
  }
  return plain;
}

/** The same for keys of all kinds. */
function dictOf(pairs: readonly Pair[]): Value {
  const entries = new Map<string, Pair>();
  for (const [given, value] of pairs) {
    const key = unmarked(given);
    refuseSealedKey(key);
    const hash = hashKey(key);
    entries.set(hash, [entries.get(hash)?.[0] ?? key, value]);
  }
  const unique = [...entries.values()];
  return unique.every(([key]) => typeof key === 'string') ? Object.fromEntries(unique) : new Dict(entries);
}

/** A key of a dictionary that leaves the expression: JSON knows only strings. */
export function keyText(key: Value): string {
  return typeof key === 'object' && key !== null ? needed('a string as key', key) : String(key);
}
