import { needed } from '../../core/arguments.ts';
import { dictFrom, lookUp, type Mapping, type Pair, pairsOf } from '../../core/dictionary.ts';
import { equal } from '../../core/equality.ts';
import { hashKey } from '../../core/hash.ts';
import { isList, isMapping, type Value } from '../../core/value.ts';
import { ValueSet } from '../../core/value-set.ts';
import { Fault } from '../../error.ts';
import { chargeItems, deeper } from '../../run.ts';
import type { Lambda } from '../lambda.ts';
import { eager, lazy, type Overload } from '../overloads.ts';
import { isIterable, stream } from '../parameters.ts';

/**
 * How a group ends: as key and items, or as its aggregator makes it. An aggregator may take the items or, as older
 * ones do, key and items; whichever way the first group goes, the others must go too.
 */
function aggregation(aggregator: Lambda | undefined): (key: Value, items: readonly Value[]) => Value {
  let older = true;
  let failure: Fault | undefined;
  return (key, items) => {
    if (aggregator === undefined) {
      return [key, items];
    }
    if (failure === undefined) {
      try {
        const result = aggregator([items]);
        older &&=
          items.length === 2 && isList(result) && result.length === 2 && equal(result[0] as Value, items[0] as Value);
        return [key, result];
      } catch (thrown) {
        if (!(thrown instanceof Fault) || !/^(no_matching_overload|index_error)$/.test(thrown.kind)) {
          throw thrown;
        }
        failure = thrown;
      }
    }
    const result = older ? aggregator([[key, items]]) : null;
    if (!isList(result) || result.length !== 2) {
      throw failure;
    }
    return result;
  };
}

type Merge = (a: Value, b: Value) => Value;

/** One dictionary with the entries of another, dictionaries and lists in both merged down to so many levels; 0: all. */
function merge(a: Mapping, b: Mapping, lists: Merge, items: Merge, levels: number): Value {
  const added = pairsOf(b).map(([key, other]): Pair => {
    const mine = lookUp(a, key);
    if (mine === undefined) {
      return [key, other];
    }
    if (levels !== 1 && isMapping(other)) {
      const inner = isMapping(mine) ? mine : needed('a dictionary', mine);
      return [key, deeper(() => merge(inner, other, lists, items, levels - Number(levels > 0)))];
    }
    return [key, (levels !== 1 && isList(other) ? lists : items)(mine, other)];
  });
  return dictFrom([...pairsOf(a), ...added]);
}

export const GROUPS: readonly Overload[] = [
  ...eager({
    '.mergeWith dict:dict another:dict listMerger=:lambda itemMerger=:lambda maxLevels=:int': (
      dict,
      another,
      listMerger,
      itemMerger,
      levels = 0,
    ) => {
      const lists: Merge = (a, b) =>
        !isIterable(a)
          ? needed('a list', a)
          : listMerger
            ? listMerger([a, b])
            : [...ValueSet.of([...stream(a), ...stream(b)]).items()];
      const items: Merge = (a, b) => (itemMerger ? itemMerger([a, b]) : b);
      return merge(dict, another, lists, items, levels);
    },
  }),
  ...lazy({
    '.groupBy collection:iterable keySelector:lambda valueSelector=:lambda aggregator=:lambda': function* (
      items,
      key,
      value,
      aggregator,
    ) {
      const groups = new Map<string, readonly [Value, Value[]]>();
      for (const item of items) {
        const name = key([item]);
        const hash = hashKey(name);
        const group = groups.get(hash) ?? [name, []];
        chargeItems(1);
        groups.set(hash, group);
        group[1].push(value ? value([item]) : item);
      }
      const finish = aggregation(aggregator);
      for (const [name, members] of groups.values()) {
        yield finish(name, members);
      }
    },
  }),
];
