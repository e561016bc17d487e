import { charge, deeper } from '../run.ts';
import { entriesOf, lookUp } from './dictionary.ts';
import { hashKey } from './hash.ts';
import { refuseSealed } from './seal.ts';
import { defined } from './undefined.ts';
import { isList, isMapping, numeric, Special, Tuple, unmarked, type Value } from './value.ts';

/** Whether two values are equal: by content, numbers by value whatever their kind. */
export function equal(a: Value, b: Value): boolean {
  if (typeof a !== 'object' && typeof a === typeof b) {
    return a === b;
  }
  refuseSealed(defined(a), defined(b));
  const x = numeric(a) ?? unmarked(a);
  const y = numeric(b) ?? unmarked(b);
  return x && y && typeof x === 'object' && typeof y === 'object' ? deeper(() => equalParts(x, y)) : x === y;
}

function equalParts(a: Value, b: Value): boolean {
  charge(1);
  if (isList(a) && isList(b)) {
    if (a.length !== b.length || a instanceof Tuple !== b instanceof Tuple) {
      return false;
    }
    charge(a.length);
    return a.every((item, i) => equal(item, b[i] as Value));
  }
  if (!isMapping(a) || !isMapping(b)) {
    return a instanceof Special && b instanceof Special && hashKey(a) === hashKey(b);
  }
  const entries = entriesOf(a);
  charge(entries.length);
  return (
    entries.length === entriesOf(b).length &&
    entries.every(([key, value]) => {
      const other = lookUp(b, key);
      return other !== undefined && equal(value, other);
    })
  );
}
