import { equal } from '../../core/equality.ts';
import type { Value } from '../../core/value.ts';
import { atLeast } from '../../error.ts';
import { chargeItems } from '../../run.ts';
import { lazy, type Overload } from '../overloads.ts';
import { isIterable, stream } from '../parameters.ts';
import { holds } from './branching.ts';
import { each, limited } from './each.ts';
import { seenBefore } from './generators.ts';

function notNegative(count: number): number {
  return atLeast(0, count, 'number of items');
}

/** Parts of a list: a new one begins at items that begin one, which may be left out, and behind so many items. */
function* parts(
  items: Iterable<Value>,
  begins: (item: Value) => boolean,
  keeps: boolean,
  length?: number,
): Generator<Value> {
  let part: Value[] = [];
  for (const item of items) {
    const isFirst = begins(item);
    if (isFirst) {
      yield part;
      part = [];
    }
    chargeItems(1);
    if ((keeps || !isFirst) && part.push(item) === length) {
      yield part;
      part = [];
    }
  }
  if (part.length > 0) {
    yield part;
  }
}

/** Rows of the items that stand at the same place; without padding as many as the shortest list has. */
function* zipped(lists: readonly Iterable<Value>[], pad?: Value): Generator<Value> {
  const iterators = lists.map((items) => items[Symbol.iterator]());
  for (;;) {
    const row = iterators.map((iterator) => iterator.next());
    const isOver = ({ done }: IteratorResult<Value>): boolean => done === true;
    if (pad === undefined ? row.some(isOver) : row.every(isOver)) {
      return;
    }
    chargeItems(row.length);
    yield row.map(({ value, done }) => (done === true ? (pad ?? null) : (value as Value)));
  }
}

export const SELECTIONS: readonly Overload[] = lazy({
  '.where|.filter collection:iterable predicate:lambda': function* (items, predicate) {
    for (const item of items) {
      if (holds(predicate, item)) {
        yield item;
      }
    }
  },
  '.select|.map collection:iterable selector:lambda': function* (items, selector) {
    for (const item of items) {
      yield selector([item]);
    }
  },
  '.selectMany collection:iterable selector:lambda': function* (items, selector) {
    for (const item of items) {
      const inner = selector([item]);
      yield* isIterable(inner) ? stream(inner) : [inner];
    }
  },
  '.skip collection:iterable count:int': (items, count) => {
    const skipped = notNegative(count);
    return each(items, (item, i) => (i < skipped ? undefined : item));
  },
  '.limit|.take collection:iterable count:int': (items, count) => limited(items, notNegative(count)),
  '.takeWhile collection:iterable predicate:lambda': function* (items, predicate) {
    for (const item of items) {
      if (!holds(predicate, item)) {
        return;
      }
      yield item;
    }
  },
  '.skipWhile collection:iterable predicate:lambda': (items, predicate) => {
    let skipping = true;
    return each(items, (item) => {
      skipping &&= holds(predicate, item);
      return skipping ? undefined : item;
    });
  },
  'distinct|.distinct collection:iterable keySelector=:lambda': (items, key) => {
    const seen = seenBefore();
    return each(items, (item) => (seen(key ? key([item]) : item) ? undefined : item));
  },
  'enumerate|.enumerate collection:iterable start=:int': (items, start = 0) =>
    each(items, (item, i) => [start + i, item]),
  '.slice collection:iterable length:int': (items, length) =>
    notNegative(length) === 0 ? [] : parts(items, () => false, true, length),
  '.splitWhere collection:iterable predicate:lambda': (items, predicate) =>
    parts(items, (item) => holds(predicate, item), false),
  '.sliceWhere collection:iterable predicate:lambda': (items, predicate) => {
    let before: Value | undefined;
    const changes = (item: Value): boolean => {
      const value = predicate([item]);
      const differs = before !== undefined && !equal(value, before);
      before = value;
      return differs;
    };
    return parts(items, changes, true);
  },
  '.zip *collections:iterable': (...lists) => zipped(lists),
  '.zipLongest **options:any *collections:iterable': (options, ...lists) =>
    zipped(lists, options.get('default') ?? null),
  '.join collection1:iterable collection2:iterable predicate:lambda selector:lambda': function* (
    items,
    second,
    predicate,
    selector,
  ) {
    const others = [...second];
    for (const item of items) {
      for (const other of others) {
        if (holds(predicate, item, other)) {
          yield selector([item, other]);
        }
      }
    }
  },
});
