import { iterate } from './core/iterate.ts';
import { tuple, type Value } from './core/value.ts';
import { chargeItems, run } from './run.ts';

/** The time of the event, in ISO 8601. */
export function nowText(): string {
  return new Date(run.scope.now).toISOString();
}

/** A version 4 UUID of the event's random numbers. */
export function newUuid(): string {
  return 'xxxxxxxx-xxxx-4xxx-yxxx-xxxxxxxxxxxx'.replace(/[x4y]/g, (place) => {
    const digit = Math.floor(run.scope.random() * 16);
    return (place === 'x' ? digit : place === 'y' ? 8 + (digit & 3) : 4).toString(16);
  });
}

/** Lists side by side, shorter ones padded; a single list is returned as it is. */
export function zipLists(lists: readonly Value[], pad: Value): Value {
  const [only, second] = lists;
  if (only !== undefined && second === undefined) {
    return only;
  }
  const columns = lists.map((list) => (list === null ? [] : iterate(list)));
  const length = Math.max(0, ...columns.map((column) => column.length));
  chargeItems(length * (columns.length + 1));
  return Array.from({ length }, (_, i) => tuple(...columns.map((column) => column[i] ?? pad)));
}
