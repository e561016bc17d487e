import { dictFrom, entriesOf, lookUp } from '../../core/dictionary.ts';
import type { Env } from '../../core/env.ts';
import { equal } from '../../core/equality.ts';
import { hashKey } from '../../core/hash.ts';
import { Sequence } from '../../core/sequence.ts';
import { isList, isMapping, type Value } from '../../core/value.ts';
import { Fault, fail } from '../../error.ts';
import type { Lambda } from '../lambda.ts';
import { itemsIn, stream } from '../operators.ts';
import { asMethod, type Entry } from '../overloads.ts';
import { callIn, type Given, isIterable, lambdaOf, selectedIn, valueIn, wholeIn } from '../parameters.ts';

function groupBy([list, key, value, aggregator]: readonly Given[], env: Env): Value {
  return new Sequence(function* () {
    const groups = new Map<string, { readonly key: Value; readonly items: Value[] }>();
    for (const item of itemsIn(list, env)) {
      const name = callIn(key, item);
      const hash = hashKey(name, env);
      const group = groups.get(hash) ?? { key: name, items: [] };
      env.meter.items(1);
      groups.set(hash, group);
      group.items.push(selectedIn(value, item));
    }
    const finish = aggregation(lambdaOf(aggregator), env);
    for (const { key: name, items } of groups.values()) {
      yield finish(name, items);
    }
  });
}

/** An aggregator takes the items of a group; older expressions let it take the pair of key and items. */
function aggregation(aggregator: Lambda | undefined, env: Env): (key: Value, items: readonly Value[]) => Value {
  let older = true;
  let failure: Fault | undefined;
  return (key, items) => {
    if (aggregator === undefined) {
      return [key, items];
    }
    if (failure === undefined) {
      try {
        const result = aggregator.call(items);
        older &&= looksOlder(result, items, env);
        return [key, result];
      } catch (thrown) {
        if (!(thrown instanceof Fault) || !['no_matching_overload', 'index_error'].includes(thrown.kind)) {
          throw thrown;
        }
        failure = thrown;
      }
    }
    const result = older ? aggregator.call([key, items]) : undefined;
    if (result === undefined || !isList(result) || result.length !== 2) {
      throw failure;
    }
    return result;
  };
}

function looksOlder(result: Value, items: readonly Value[], env: Env): boolean {
  return items.length === 2 && isList(result) && result.length === 2 && equal(result[0] ?? null, items[0] ?? null, env);
}

interface Merging {
  readonly lists: (a: Value, b: Value) => Value;
  readonly items: (a: Value, b: Value) => Value;
}

function mergeWith([dict, another, listMerger, itemMerger, maxLevels]: readonly Given[], env: Env): Value {
  const lists = lambdaOf(listMerger);
  const items = lambdaOf(itemMerger);
  const merging: Merging = {
    lists: (a, b) => (lists === undefined ? united(a, b, env) : lists.call(a, b)),
    items: (a, b) => (items === undefined ? b : items.call(a, b)),
  };
  return merge(valueIn(dict), valueIn(another), merging, wholeIn(maxLevels), env);
}

function united(a: Value, b: Value, env: Env): Value {
  const seen = new Map<string, Value>();
  for (const item of [...stream(a, env), ...stream(b, env)]) {
    const key = hashKey(item, env);
    if (!seen.has(key)) {
      env.meter.items(1);
      seen.set(key, item);
    }
  }
  return [...seen.values()];
}

/** Two dictionaries in one: dictionaries and lists under one key are merged in turn, of other values the later wins. */
function merge(a: Value, b: Value, merging: Merging, levels: number, env: Env): Value {
  if (!isMapping(a) || !isMapping(b)) {
    return fail('type_error', 'a dictionary merges with a dictionary only');
  }
  env.meter.enter();
  const merged = entriesOf(a, env).map(([key, mine]): readonly [Value, Value] => {
    const other = lookUp(b, key, env);
    return [key, other === undefined ? mine : mergeValues(mine, other, merging, levels, env)];
  });
  const added = entriesOf(b, env).filter(([key]) => lookUp(a, key, env) === undefined);
  env.meter.leave();
  return dictFrom([...merged, ...added], env);
}

function mergeValues(mine: Value, other: Value, merging: Merging, levels: number, env: Env): Value {
  if (levels !== 1 && isMapping(other)) {
    return merge(mine, other, merging, levels === 0 ? 0 : levels - 1, env);
  }
  if (levels !== 1 && isList(other)) {
    return isIterable(mine) ? merging.lists(mine, other) : fail('type_error', 'a list merges with a list only');
  }
  return merging.items(mine, other);
}

/** Grouping and merging. */
export const GROUPS: readonly Entry[] = [
  asMethod('groupBy collection:iterable keySelector:lambda valueSelector=:lambda aggregator=:lambda', groupBy),
  asMethod('mergeWith dict:dict another:dict listMerger=:lambda itemMerger=:lambda maxLevels=:int', mergeWith),
];
