import { gather } from '../../core/sequence.ts';
import { isList, type Value } from '../../core/value.ts';
import { chargeItems, deeper } from '../../run.ts';
import { hasItem } from '../operators.ts';
import { eager, lazy, type Overload } from '../overloads.ts';
import { CHECKS, isIterable, stream } from '../parameters.ts';

/** Values, with the items of those that are opened in their place. */
function* flatten(values: Iterable<Value>, opens: (value: Value) => boolean, level = 1): Generator<Value> {
  for (const value of values) {
    if (opens(value)) {
      // There must be room for so many levels.
      deeper(() => {}, level);
      yield* flatten(stream(value), opens, level + 1);
    } else {
      yield value;
    }
  }
}

/** The values given, with the items of those that are computed one at a time. */
export function spreadAll(...values: readonly Value[]): readonly Value[] {
  return gather(flatten(values, CHECKS.iterator));
}

export const LISTS: readonly Overload[] = [
  ...eager({
    'list *args:any': spreadAll,
    '.toList|.memorize collection:items': (items) => items,
    'len|.len sequence:iterable': countOf,
    '.count collection:iterable': countOf,
    '.contains collection:iterable value:any': hasItem,
    '.reverse collection:items': (items) => {
      chargeItems(items.length);
      return items.toReversed();
    },
    '.splitAt collection:items index:int': (items, at) => {
      chargeItems(items.length);
      return [items.slice(0, at), items.slice(at)];
    },
    '.defaultIfEmpty collection:any default:iterable': (list, otherwise) => {
      const [first] = stream(list);
      return first === undefined ? (otherwise as Value) : list;
    },
  }),
  ...lazy({
    '.flatten collection:iterable': (items) => flatten(items, isIterable),
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
