import { Lookup } from '../scope.ts';
import { compareText } from './characters.ts';
import type { Env } from './env.ts';
import { refuseSealed } from './seal.ts';
import { defined, Undefined } from './undefined.ts';
import { Dict, isList, Markup, numeric, Special, type Value } from './value.ts';

/** A text that is the same for equal values: the key of a value in sets and dictionaries. */
export function hashKey(value: Value, env: Env): string {
  env.meter.charge(1);
  if (typeof value === 'string') {
    return `s${value}`;
  }
  if (value === null) {
    return 'z';
  }
  const number = numeric(value);
  if (number !== undefined) {
    return `n${number === 0 ? 0 : number}`;
  }
  env.meter.enter();
  const key = env.meter.text(compositeKey(value, env));
  env.meter.leave();
  return key;
}

function compositeKey(value: Value, env: Env): string {
  if (isList(value)) {
    return `l${value.map((item) => quoted(item, env)).join(',')};`;
  }
  if (value instanceof Dict) {
    return dictKey([...value.entries.values()], env);
  }
  if (value instanceof Markup) {
    return `s${value.content}`;
  }
  if (value instanceof Special) {
    return value instanceof Undefined ? String(defined(value)) : specialKey(value, env);
  }
  refuseSealed(value);
  return dictKey(Object.entries(value instanceof Lookup ? value.all() : (value as object)), env);
}

function dictKey(entries: readonly (readonly [Value, Value])[], env: Env): string {
  const parts = entries.map(([key, item]) => `${quoted(key, env)}:${quoted(item, env)}`);
  return `d${parts.sort(compareText).join(',')};`;
}

function quoted(value: Value, env: Env): string {
  const key = hashKey(value, env);
  return `${key.length}${key}`;
}

const identities = new WeakMap<Special, string>();
let last = 0;

/** Values without content to compare are equal to themselves only. */
function specialKey(value: Special, env: Env): string {
  const content = value.hash(env);
  if (content !== undefined) {
    return content;
  }
  const known = identities.get(value) ?? `i${++last}`;
  identities.set(value, known);
  return known;
}
