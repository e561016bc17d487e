import { iterate } from './core/iterate.ts';
import { tuple, type Value } from './core/value.ts';
import { chargeItems, run } from './run.ts';

/** The time of the event, in ISO 8601. */
export function nowText(): string {
  return new Date(run.scope.now).toISOString();
}

/** A version 4 UUID of the event's random numbers. */
export function newUuid(): string {
  const digits = Array.from({ length: 32 }, () => Math.floor(run.scope.random() * 16));
  digits[12] = 4;
  digits[16] = 8 + ((digits[16] ?? 0) & 3);
  const text = digits.map((digit) => digit.toString(16)).join('');
  return [text.slice(0, 8), text.slice(8, 12), text.slice(12, 16), text.slice(16, 20), text.slice(20)].join('-');
}

/** Lists side by side, shorter ones padded; a single list is returned as it is. */
export function zipLists(lists: readonly Value[], pad: Value): Value {
  const [only] = lists;
  if (only !== undefined && lists.length === 1) {
    return only;
  }
  const columns = lists.map((list) => (list === null ? [] : iterate(list)));
  const length = columns.reduce((longest, column) => Math.max(longest, column.length), 0);
  chargeItems(length * (columns.length + 1));
  return Array.from({ length }, (_, i) => tuple(...columns.map((column) => column[i] ?? pad)));
}
