import type { Env } from '../../core/env.ts';
import { iterate } from '../../core/iterate.ts';
import { gather, Sequence } from '../../core/sequence.ts';
import { isList, type Value } from '../../core/value.ts';
import { ValueSet } from '../../core/value-set.ts';
import { hasItem, itemsIn, stream } from '../operators.ts';
import { asBoth, asFunction, asMethod, type Entry } from '../overloads.ts';
import { type Given, isIterable, valueIn, wholeIn } from '../parameters.ts';

/** A list of everything an iterable gives. */
export function toList(value: Value, env: Env): readonly Value[] {
  return iterate(value, env);
}

function* spread(values: Iterable<Value>, env: Env): Generator<Value> {
  for (const value of values) {
    if (value instanceof Sequence) {
      yield* spread(stream(value, env), env);
    } else {
      yield value;
    }
  }
}

/** Sequences among the arguments are taken apart, lists are not. */
export function spreadAll(values: readonly Given[], env: Env): readonly Value[] {
  return gather(spread(values.map(valueIn), env), env.meter);
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

function count(value: Value, env: Env): number {
  if (isList(value)) {
    return value.length;
  }
  if (value instanceof ValueSet) {
    return value.members.size;
  }
  let size = 0;
  for (const _ of stream(value, env)) {
    size++;
  }
  return size;
}

function cut(list: readonly Value[], at: number): readonly Value[] {
  return [list.slice(0, at), list.slice(at)];
}

/** Lists: making, measuring, cutting. */
export const LISTS: readonly Entry[] = [
  asFunction('list *args:any', spreadAll),
  asMethod('toList collection:iterable', ([list], env) => toList(valueIn(list), env)),
  asFunction('isList arg:any', ([arg]) => isList(valueIn(arg))),
  asFunction('isIterable value:any', ([value]) => isIterable(valueIn(value))),
  asMethod('flatten collection:iterable', ([list], env) => new Sequence(() => flatten(itemsIn(list, env), env))),
  asBoth('len sequence:iterable', ([list], env) => count(valueIn(list), env)),
  asMethod('count collection:iterable', ([list], env) => count(valueIn(list), env)),
  asMethod('contains collection:iterable value:any', ([list, value], env) =>
    hasItem(valueIn(list), valueIn(value), env),
  ),
  asMethod('memorize collection:iterable', ([list], env) => toList(valueIn(list), env)),
  asMethod('reverse collection:iterable', ([list], env) => {
    const items = toList(valueIn(list), env);
    env.meter.items(items.length);
    return items.toReversed();
  }),
  asMethod('splitAt collection:iterable index:int', ([list, at], env) => {
    const items = toList(valueIn(list), env);
    env.meter.items(items.length);
    return cut(items, wholeIn(at));
  }),
  asMethod('defaultIfEmpty collection:iterable default:iterable', ([list, otherwise], env) => {
    for (const _ of itemsIn(list, env)) {
      return valueIn(list);
    }
    return valueIn(otherwise);
  }),
];
