import type { Env } from '../../core/env.ts';
import { equal } from '../../core/equality.ts';
import { hashKey } from '../../core/hash.ts';
import { Sequence } from '../../core/sequence.ts';
import type { Value } from '../../core/value.ts';
import { fail } from '../../error.ts';
import { itemsIn, stream } from '../operators.ts';
import { asBoth, asMethod, type Entry } from '../overloads.ts';
import { callIn, type Given, holdsIn, isIterable, selectedIn, valueIn, wholeIn } from '../parameters.ts';
import { toList } from './lists.ts';

/** A sequence made of a list, lazily. */
function lazily(run: (items: Iterable<Value>, given: readonly Given[], env: Env) => Generator<Value>) {
  return (given: readonly Given[], env: Env): Value => new Sequence(() => run(itemsIn(given[0], env), given, env));
}

const where = lazily(function* (items, [, predicate]) {
  for (const item of items) {
    if (holdsIn(predicate, item)) {
      yield item;
    }
  }
});

const select = lazily(function* (items, [, selector]) {
  for (const item of items) {
    yield callIn(selector, item);
  }
});

const selectMany = lazily(function* (items, [, selector], env) {
  for (const item of items) {
    const inner = callIn(selector, item);
    if (isIterable(inner)) {
      yield* stream(inner, env);
    } else {
      yield inner;
    }
  }
});

const skip = lazily(function* (items, [, count]) {
  const first = notNegative(wholeIn(count));
  let i = 0;
  for (const item of items) {
    if (i++ >= first) {
      yield item;
    }
  }
});

const take = lazily(function* (items, [, count]) {
  const most = notNegative(wholeIn(count));
  let i = 0;
  if (most === 0) {
    return;
  }
  for (const item of items) {
    yield item;
    if (++i >= most) {
      return;
    }
  }
});

function notNegative(count: number): number {
  return count < 0 ? fail('value_error', 'the number of items must not be negative') : count;
}

const takeWhile = lazily(function* (items, [, predicate]) {
  for (const item of items) {
    if (!holdsIn(predicate, item)) {
      return;
    }
    yield item;
  }
});

const skipWhile = lazily(function* (items, [, predicate]) {
  let skipping = true;
  for (const item of items) {
    skipping &&= holdsIn(predicate, item);
    if (!skipping) {
      yield item;
    }
  }
});

const distinct = lazily(function* (items, [, selector], env) {
  const seen = new Set<string>();
  for (const item of items) {
    const key = hashKey(selectedIn(selector, item), env);
    if (!seen.has(key)) {
      env.meter.items(1);
      seen.add(key);
      yield item;
    }
  }
});

const enumerated = lazily(function* (items, [, start]) {
  let i = wholeIn(start);
  for (const item of items) {
    yield [i++, item];
  }
});

const slices = lazily(function* (items, [, length], env) {
  const size = notNegative(wholeIn(length));
  let part: Value[] = [];
  for (const item of items) {
    if (size === 0) {
      return;
    }
    env.meter.items(1);
    part.push(item);
    if (part.length === size) {
      yield part;
      part = [];
    }
  }
  if (part.length > 0) {
    yield part;
  }
});

/** Cuts at the items for which a predicate holds, which are left out. */
const splitWhere = lazily(function* (items, [, predicate], env) {
  let part: Value[] = [];
  let open = false;
  for (const item of items) {
    open = !holdsIn(predicate, item);
    env.meter.items(1);
    if (open) {
      part.push(item);
    } else {
      yield part;
      part = [];
    }
  }
  if (open) {
    yield part;
  }
});

/** Cuts where the value of a predicate changes. */
const sliceWhere = lazily(function* (items, [, predicate], env) {
  let part: Value[] = [];
  let before: Value | undefined;
  for (const item of items) {
    const value = callIn(predicate, item);
    if (before !== undefined && !equal(value, before, env)) {
      yield part;
      part = [];
    }
    env.meter.items(1);
    part.push(item);
    before = value;
  }
  if (part.length > 0) {
    yield part;
  }
});

/** The items at each position of several lists, up to the shortest, or with a pad up to the longest. */
function zipped(lists: readonly Given[], env: Env, pad?: Value): Value {
  return new Sequence(function* () {
    const iterators = lists.map((list) => itemsIn(list, env)[Symbol.iterator]());
    for (;;) {
      const row = iterators.map((iterator) => iterator.next());
      const ended = row.filter(({ done }) => done === true).length;
      if (pad === undefined ? ended > 0 : ended === row.length) {
        return;
      }
      env.meter.items(row.length);
      yield row.map(({ value, done }) => (done === true ? (pad ?? null) : (value as Value)));
    }
  });
}

/** Every pair of two lists for which a predicate holds. */
function join([first, second, predicate, selector]: readonly Given[], env: Env): Value {
  return new Sequence(function* () {
    const others = toList(valueIn(second), env);
    for (const item of itemsIn(first, env)) {
      for (const other of others) {
        if (holdsIn(predicate, item, other)) {
          yield callIn(selector, item, other);
        }
      }
    }
  });
}

/** Choosing from lists and making others of them, one item at a time. */
export const SELECTIONS: readonly Entry[] = [
  asMethod('where collection:iterable predicate:lambda', where),
  asMethod('filter collection:iterable predicate:lambda', where),
  asMethod('select collection:iterable selector:lambda', select),
  asMethod('map collection:iterable selector:lambda', select),
  asMethod('selectMany collection:iterable selector:lambda', selectMany),
  asMethod('skip collection:iterable count:int', skip),
  asMethod('limit collection:iterable count:int', take),
  asMethod('take collection:iterable count:int', take),
  asMethod('takeWhile collection:iterable predicate:lambda', takeWhile),
  asMethod('skipWhile collection:iterable predicate:lambda', skipWhile),
  asBoth('distinct collection:iterable keySelector=:lambda', distinct),
  asBoth('enumerate collection:iterable start=:int', enumerated),
  asMethod('slice collection:iterable length:int', slices),
  asMethod('splitWhere collection:iterable predicate:lambda', splitWhere),
  asMethod('sliceWhere collection:iterable predicate:lambda', sliceWhere),
  asMethod('zip *collections:iterable', (lists, env) => zipped(lists, env)),
  asMethod('zipLongest *collections:iterable **options:any', (lists, env, options) =>
    zipped(lists, env, options.get('default') ?? null),
  ),
  asMethod('join collection1:iterable collection2:iterable predicate:lambda selector:lambda', join),
];
