import { gather, Sequence } from '../../core/sequence.ts';
import { isList, type Value } from '../../core/value.ts';
import { chargeItems, deeper } from '../../run.ts';
import { hasItem } from '../operators.ts';
import { eager, lazy, type Overload } from '../overloads.ts';
import { isIterable, stream } from '../parameters.ts';

function* spread(values: Iterable<Value>): Generator<Value> {
  for (const value of values) {
    if (value instanceof Sequence) {
      yield* spread(value);
    } else {
      yield value;
    }
  }
}

/** The values given, with the items of those that are computed one at a time. */
export function spreadAll(...values: readonly Value[]): readonly Value[] {
  return gather(spread(values));
}

function* flatten(values: Iterable<Value>, level = 1): Generator<Value> {
  for (const value of values) {
    if (isIterable(value)) {
      // There must be room for so many levels.
      deeper(() => {}, level);
      yield* flatten(stream(value), level + 1);
    } else {
      yield value;
    }
  }
}

export const LISTS: readonly Overload[] = [
  ...eager({
    'list *args:any': spreadAll,
    '.toList|.memorize collection:items': (items) => items,
    'len|.len sequence:iterable': (items) => countOf(items),
    '.count collection:iterable': (items) => countOf(items),
    '.contains collection:iterable value:any': (items, value) => hasItem(items, value),
    '.reverse collection:items': (items) => {
      chargeItems(items.length);
      return items.toReversed();
    },
    '.splitAt collection:items index:int': (items, at) => {
      chargeItems(items.length);
      return [items.slice(0, at), items.slice(at)];
    },
    '.defaultIfEmpty collection:any default:iterable': (list, otherwise) => {
      for (const _ of stream(list)) {
        return list;
      }
      return otherwise as Value;
    },
  }),
  ...lazy({
    '.flatten collection:iterable': (items) => flatten(items),
  }),
];

function countOf(items: Iterable<Value>): number {
  if (isList(items as Value)) {
    return (items as readonly Value[]).length;
  }
  let size = 0;
  for (const _ of items) {
    size++;
  }
  return size;
}
