import { equal } from '../../core/equality.ts';
import type { Value } from '../../core/value.ts';
import { atLeast } from '../../error.ts';
import { chargeItems } from '../../run.ts';
import { lazy, type Overload } from '../overloads.ts';
import { isIterable, stream } from '../parameters.ts';
import { holds } from './branching.ts';
import { seenBefore } from './generators.ts';

function notNegative(count: number): number {
  return atLeast(0, count, 'number of items');
}

/** Parts of a list. After each item it is asked whether the part ends before it, behind it or in its place. */
function* parts(
  items: Iterable<Value>,
  ends: (item: Value, part: readonly Value[]) => 'before' | 'behind' | 'instead' | false,
): Generator<Value> {
  let part: Value[] = [];
  for (const item of items) {
    const end = ends(item, part);
    if (end === 'before' || end === 'instead') {
      yield part;
      part = [];
    }
    chargeItems(1);
    if (end !== 'instead') {
      part.push(item);
    }
    if (end === 'behind') {
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
    const ended = row.filter(({ done }) => done === true).length;
    if (pad === undefined ? ended > 0 : ended === row.length) {
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
  '.skip collection:iterable count:int': function* (items, count) {
    let left = notNegative(count);
    for (const item of items) {
      if (--left < 0) {
        yield item;
      }
    }
  },
  '.limit|.take collection:iterable count:int': function* (items, count) {
    let left = notNegative(count);
    if (left > 0) {
      for (const item of items) {
        yield item;
        if (--left === 0) {
          return;
        }
      }
    }
  },
  '.takeWhile collection:iterable predicate:lambda': function* (items, predicate) {
    for (const item of items) {
      if (!holds(predicate, item)) {
        return;
      }
      yield item;
    }
  },
  '.skipWhile collection:iterable predicate:lambda': function* (items, predicate) {
    let skipping = true;
    for (const item of items) {
      skipping &&= holds(predicate, item);
      if (!skipping) {
        yield item;
      }
    }
  },
  'distinct|.distinct collection:iterable keySelector=:lambda': function* (items, key) {
    const seen = seenBefore();
    for (const item of items) {
      if (!seen(key ? key([item]) : item)) {
        yield item;
      }
    }
  },
  'enumerate|.enumerate collection:iterable start=:int': function* (items, start = 0) {
    let i = start;
    for (const item of items) {
      yield [i++, item];
    }
  },
  '.slice collection:iterable length:int': (items, length) =>
    notNegative(length) === 0 ? [] : parts(items, (_, part) => part.length === length - 1 && 'behind'),
  '.splitWhere collection:iterable predicate:lambda': (items, predicate) =>
    parts(items, (item) => holds(predicate, item) && 'instead'),
  '.sliceWhere collection:iterable predicate:lambda': (items, predicate) => {
    let before: Value | undefined;
    return parts(items, (item) => {
      const value = predicate([item]);
      const differs = before !== undefined && !equal(value, before);
      before = value;
      return differs && 'before';
    });
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
