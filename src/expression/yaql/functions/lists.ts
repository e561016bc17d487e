import type { Env } from '../../core/env.ts';
import { gather, Sequence } from '../../core/sequence.ts';
import { isList, type Value } from '../../core/value.ts';
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
export function spreadAll(env: Env, ...values: readonly Value[]): readonly Value[] {
  return gather(spread(values), env.meter);
}

function* flatten(values: Iterable<Value>, env: Env): Generator<Value> {
  for (const value of values) {
    if (isIterable(value)) {
      env.meter.enter();
      yield* flatten(stream(value, env), env);
      env.meter.leave();
    } else {
      yield value;
    }
  }
}

export const LISTS: readonly Overload[] = [
  eager('list *args:any', spreadAll),
  eager('.toList|.memorize collection:items', (_, items) => items),
  lazy('.flatten collection:iterable', (env, items) => flatten(items, env)),
  eager('len|.len sequence:iterable', (_, items) => countOf(items)),
  eager('.count collection:iterable', (_, items) => countOf(items)),
  eager('.contains collection:iterable value:any', (env, items, value) => hasItem(items, value, env)),
  eager('.reverse collection:items', (env, items) => {
    env.meter.items(items.length);
    return items.toReversed();
  }),
  eager('.splitAt collection:items index:int', (env, items, at) => {
    env.meter.items(items.length);
    return [items.slice(0, at), items.slice(at)];
  }),
  eager('.defaultIfEmpty collection:any default:iterable', (env, list, otherwise) => {
    for (const _ of stream(list, env)) {
      return list;
    }
    return otherwise as Value;
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
