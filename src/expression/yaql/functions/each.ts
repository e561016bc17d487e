import type { Value } from '../../core/value.ts';

/** What is made of each item, with its position, one at a time; items of which nothing is made are left out. */
export function* each<T, R = Value>(
  items: Iterable<T>,
  make: (item: T, position: number) => R | undefined,
): Generator<R> {
  let i = 0;
  for (const item of items) {
    const made = make(item, i++);
    if (made !== undefined) {
      yield made;
    }
  }
}

/** The last of some items, or something else when there is none. */
export function lastOf<T>(items: Iterable<T>, otherwise: T): T {
  let last = otherwise;
  for (const item of items) {
    last = item;
  }
  return last;
}

/** The first items, so many; none is computed beyond them. */
export function* limited<T>(items: Iterable<T>, count: number): Generator<T> {
  let left = count;
  if (left > 0) {
    for (const item of items) {
      yield item;
      if (--left === 0) {
        return;
      }
    }
  }
}
