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
  const [x, y] = [numeric(a), numeric(b)];
  if (x !== undefined && y !== undefined) {
    return x - y || Number(x > y) - Number(x < y);
  }
  const [s, t] = [unmarked(a), unmarked(b)];
  if (typeof s === 'string' && typeof t === 'string') {
    chargeReading(s);
    return compareText(s, t);
  }
  if (isList(a) && isList(b)) {
    return deeper(() => compareLists(a, b));
  }
  refuseSealed(defined(a), defined(b));
  const order = a instanceof Special ? a.compare(b) : undefined;
  return order ?? fail('type_error', `${describe(a)} and ${describe(b)} have no order`);
}

function compareLists(a: readonly Value[], b: readonly Value[]): number {
  const length = Math.min(a.length, b.length);
  for (let i = 0; i < length; i++) {
    charge(1);
    const [item, other] = [a[i] as Value, b[i] as Value];
    if (!equal(item, other)) {
      return compare(item, other);
    }
  }
  return a.length - b.length;
}

/** Sorts by keys computed once, keeping the order of equals; charged before it runs. */
export function sortBy<T>(items: readonly T[], key: (item: T) => Value, order: (a: Value, b: Value) => number): T[] {
  const { length } = items;
  chargeItems(length);
  charge(Math.ceil((length * Math.log2(length + 1)) / 8));
  return items
    .map((item) => [item, key(item)] as const)
    .sort(([, a], [, b]) => order(a, b))
    .map(([item]) => item);
}
