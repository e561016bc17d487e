import type { Value } from '../../core/value.ts';
import { chargeItems } from '../../run.ts';
import { eager, lazy, type Overload } from '../overloads.ts';

/** A list whose items from a position on, so many (below zero: all), give way to others. */
function* exchanged(
  items: Iterable<Value>,
  position: number,
  count: number,
  others: Iterable<Value>,
): Generator<Value> {
  let done = false;
  let i = 0;
  for (const item of items) {
    if (i < position || (count >= 0 && i >= position + count)) {
      yield item;
    } else if (!done) {
      done = true;
      yield* others;
    }
    i++;
  }
}

/** A list with others before a position, or at its end when it is shorter. */
function* inserted(items: Iterable<Value>, position: number, others: Iterable<Value>): Generator<Value> {
  let i = 0;
  for (const item of items) {
    if (i++ === position) {
      yield* others;
    }
    yield item;
  }
  if (position >= i) {
    yield* others;
  }
}

export const EDITS: readonly Overload[] = [
  ...eager({
    '.insert collection:list position:int value:any': (items, position, value) => {
      chargeItems(items.length + 1);
      return items.toSpliced(position, 0, value);
    },
  }),
  ...lazy({
    '.delete collection:iterable position:int count=:int': (items, position, count = 1) =>
      exchanged(items, position, count, []),
    '.replace collection:iterable position:int value:any count=:int': (items, position, value, count = 1) =>
      exchanged(items, position, count, [value]),
    '.replaceMany collection:iterable position:int values:iterable count=:int': (items, position, values, count = 1) =>
      exchanged(items, position, count, values),
    '.insert collection:iterator position:int value:any': (items, position, value) =>
      inserted(items, position, [value]),
    '.insertMany collection:iterable position:int values:iterable': (items, position, values) =>
      inserted(items, Math.max(0, position), values),
    'append|.append collection:iterable *args:any': function* (items, ...values) {
      yield* items;
      yield* values;
    },
    'concat|.concat *collections:iterable': function* (...lists) {
      for (const items of lists) {
        yield* items;
      }
    },
  }),
];
