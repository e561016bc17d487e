import { Lookup } from '../scope.ts';
import { lookUp } from './dictionary.ts';
import type { Env } from './env.ts';
import { hashKey } from './hash.ts';
import { refuseSealed } from './seal.ts';
import { defined } from './undefined.ts';
import {
  Dict,
  isList,
  isMapping,
  Markup,
  numeric,
  type PlainDict,
  Special,
  Tuple,
  unmarked,
  type Value,
} from './value.ts';

/** Whether two values are equal: by content, numbers by value whatever their kind. */
export function equal(a: Value, b: Value, env: Env): boolean {
  if (a === null || b === null || (typeof a !== 'object' && typeof b !== 'object' && typeof a === typeof b)) {
    return notSealed(a, b) && a === b;
  }
  const x = numeric(a);
  if (x !== undefined) {
    return notSealed(a, b) && x === numeric(b);
  }
  env.meter.charge(1);
  if (isList(a) && isList(b)) {
    return equalLists(a, b, env);
  }
  if (isMapping(a) && isMapping(b)) {
    return notSealed(a, b) && equalDicts(a, b, env);
  }
  return notSealed(a, b) && equalSpecial(a, b, env);
}

function notSealed(a: Value, b: Value): boolean {
  refuseSealed(a, b);
  defined(a);
  defined(b);
  return true;
}

function equalLists(a: readonly Value[], b: readonly Value[], env: Env): boolean {
  if (a.length !== b.length || a instanceof Tuple !== b instanceof Tuple) {
    return false;
  }
  env.meter.enter();
  const same = a.every((item, i) => {
    env.meter.charge(1);
    return equal(item, b[i] ?? null, env);
  });
  env.meter.leave();
  return same;
}

function equalDicts(a: PlainDict | Dict | Lookup, b: PlainDict | Dict | Lookup, env: Env): boolean {
  const entries = pairs(a);
  if (entries.length !== pairs(b).length) {
    return false;
  }
  env.meter.enter();
  const same = entries.every(([key, value]) => {
    env.meter.charge(1);
    const other = lookUp(b, key, env);
    return other !== undefined && equal(value, other, env);
  });
  env.meter.leave();
  return same;
}

function pairs(dict: PlainDict | Dict | Lookup): readonly (readonly [Value, Value])[] {
  if (dict instanceof Dict) {
    return [...dict.entries.values()];
  }
  return Object.entries(dict instanceof Lookup ? dict.all() : dict);
}

function equalSpecial(a: Value, b: Value, env: Env): boolean {
  if (a === b) {
    return true;
  }
  if (a instanceof Markup || b instanceof Markup) {
    const [x, y] = [a, b].map((value) => unmarked(value));
    return x === y;
  }
  return a instanceof Special && b instanceof Special && hashKey(a, env) === hashKey(b, env);
}
