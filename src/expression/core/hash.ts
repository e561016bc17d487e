import { charge, counted, deeper } from '../run.ts';
import type { Lookup } from '../scope.ts';
import { compareText } from './characters.ts';
import { entriesOf } from './dictionary.ts';
import { defined } from './undefined.ts';
import { Dict, isList, numeric, type PlainDict, Special, unmarked, type Value } from './value.ts';

/** A text that is the same for equal values: the key of a value in sets and dictionaries. */
export function hashKey(given: Value): string {
  charge(1);
  const value = unmarked(defined(given));
  if (typeof value === 'string') {
    return `s${value}`;
  }
  const number = numeric(value);
  if (number !== undefined) {
    return `n${number + 0}`;
  }
  return value === null
    ? 'z'
    : deeper(() => counted(compositeKey(value as Exclude<Value, null | boolean | number | string>)));
}

function compositeKey(value: Exclude<Value, null | boolean | number | string>): string {
  // Each part says how long it is, so that no two values can give one text.
  const quoted = (part: Value): string => {
    const key = hashKey(part);
    return `${key.length}${key}`;
  };
  if (isList(value)) {
    return `l${value.map(quoted)};`;
  }
  if (value instanceof Special && !(value instanceof Dict)) {
    return value.hash() ?? identityOf(value);
  }
  const parts = entriesOf(value as PlainDict | Dict | Lookup).map(([key, item]) => `${quoted(key)}:${quoted(item)}`);
  return `d${parts.sort(compareText)};`;
}

const identities = new WeakMap<Special, string>();
let last = 0;

/** Values without content to compare are equal to themselves only. */
function identityOf(value: Special): string {
  const known = identities.get(value) ?? `i${++last}`;
  identities.set(value, known);
  return known;
}
