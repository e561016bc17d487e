import { fail } from '../error.ts';
import { charge, chargeItems, chargeReading, deeper } from '../run.ts';
import { compareText } from './characters.ts';
import { equal } from './equality.ts';
import { refuseSealed } from './seal.ts';
import { defined } from './undefined.ts';
import { describe, isList, numeric, Special, unmarked, type Value } from './value.ts';

/** What the ordering operators say of an order below, at or above zero. */
export const ORDERS = {
  '<': (order: number) => order < 0,
  '<=': (order: number) => order <= 0,
  '>': (order: number) => order > 0,
  '>=': (order: number) => order >= 0,
};

/** Orders two values: below, at or above zero. Values of different kinds have no order. */
export function compare(a: Value, b: Value): number {
  const x = numeric(a);
  const y = x === undefined ? undefined : numeric(b);
  if (x !== undefined && y !== undefined) {
    return x - y || (x === y ? 0 : x < y ? -1 : 1);
  }
  const s = unmarked(a);
  const t = unmarked(b);
  if (typeof s === 'string' && typeof t === 'string') {
    chargeReading(s);
    return compareText(s, t);
  }
  if (isList(a) && isList(b)) {
    return compareLists(a, b);
  }
  refuseSealed(defined(a), defined(b));
  const order = a instanceof Special ? a.compare(b) : undefined;
  return order ?? fail('type_error', `${describe(a)} and ${describe(b)} have no order`);
}

function compareLists(a: readonly Value[], b: readonly Value[]): number {
  return deeper(() => {
    const differing = a.findIndex((item, i) => {
      charge(1);
      return i >= b.length || !equal(item, b[i] as Value);
    });
    return differing === -1 || differing >= b.length
      ? a.length - b.length
      : compare(a[differing] as Value, b[differing] as Value);
  });
}

/** Sorts by keys computed once, keeping the order of equals; charged before it runs. */
export function sortBy<T>(items: readonly T[], key: (item: T) => Value, order: (a: Value, b: Value) => number): T[] {
  chargeItems(items.length);
  charge(Math.ceil((items.length * Math.log2(items.length + 1)) / 8));
  const keyed = items.map((item) => ({ item, key: key(item) }));
  return keyed.sort((a, b) => order(a.key, b.key)).map(({ item }) => item);
}
