import type { Env } from '../../core/env.ts';
import { Sequence } from '../../core/sequence.ts';
import type { Value } from '../../core/value.ts';
import { itemsIn } from '../operators.ts';
import { asBoth, asMethod, type Entry } from '../overloads.ts';
import { type Given, listIn, valueIn, wholeIn } from '../parameters.ts';

/** The items with their positions. */
function* numbered(list: Given, env: Env): Generator<readonly [number, Value]> {
  let i = 0;
  for (const item of itemsIn(list, env)) {
    yield [i++, item];
  }
}

/** Whether a position belongs to the range that a start and a count say; a negative count means to the end. */
function within(i: number, position: number, count: number): boolean {
  return i >= position && (count < 0 || i < position + count);
}

function remove([list, position, count]: readonly Given[], env: Env): Value {
  return new Sequence(function* () {
    for (const [i, item] of numbered(list, env)) {
      if (!within(i, wholeIn(position), wholeIn(count, 1))) {
        yield item;
      }
    }
  });
}

/** Puts values in place of a range of items. */
function exchange(list: Given, position: Given, count: Given, values: () => Iterable<Value>, env: Env): Value {
  return new Sequence(function* () {
    let done = false;
    for (const [i, item] of numbered(list, env)) {
      if (!within(i, wholeIn(position), wholeIn(count, 1))) {
        yield item;
      } else if (!done) {
        done = true;
        yield* values();
      }
    }
  });
}

function insert(list: Given, position: number, values: () => Iterable<Value>, env: Env, atFront: boolean): Value {
  return new Sequence(function* () {
    let last = -1;
    if (atFront && position < 0) {
      yield* values();
    }
    for (const [i, item] of numbered(list, env)) {
      if (i === position) {
        yield* values();
      }
      yield item;
      last = i;
    }
    if (position > last) {
      yield* values();
    }
  });
}

function insertIntoList([list, position, value]: readonly Given[], env: Env): Value {
  const items = listIn(list);
  env.meter.items(items.length + 1);
  return items.toSpliced(wholeIn(position), 0, valueIn(value));
}

/** Lists with something put in, taken out or exchanged; the list itself stays as it is. */
export const EDITS: readonly Entry[] = [
  asMethod('delete collection:iterable position:int count=:int', remove),
  asMethod('replace collection:iterable position:int value:any count=:int', ([list, position, value, count], env) =>
    exchange(list, position, count, () => [valueIn(value)], env),
  ),
  asMethod(
    'replaceMany collection:iterable position:int values:iterable count=:int',
    ([list, position, values, count], env) => exchange(list, position, count, () => itemsIn(values, env), env),
  ),
  asMethod('insert collection:list position:int value:any', insertIntoList),
  asMethod('insert collection:iterator position:int value:any', ([list, position, value], env) =>
    insert(list, wholeIn(position), () => [valueIn(value)], env, false),
  ),
  asMethod('insertMany collection:iterable position:int values:iterable', ([list, position, values], env) =>
    insert(list, wholeIn(position), () => itemsIn(values, env), env, true),
  ),
  asBoth(
    'append collection:iterable *args:any',
    ([list, ...values], env) =>
      new Sequence(function* () {
        yield* itemsIn(list, env);
        yield* values.map(valueIn);
      }),
  ),
  asBoth(
    'concat *collections:iterable',
    (lists, env) =>
      new Sequence(function* () {
        for (const list of lists) {
          yield* itemsIn(list, env);
        }
      }),
  ),
];
