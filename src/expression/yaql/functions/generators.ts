import { integer } from '../../core/arithmetic.ts';
import type { Env } from '../../core/env.ts';
import { hashKey } from '../../core/hash.ts';
import { Sequence } from '../../core/sequence.ts';
import type { Value } from '../../core/value.ts';
import { fail } from '../../error.ts';
import { eager, lazy, type Overload } from '../overloads.ts';
import { stream } from '../parameters.ts';
import { holds } from './branching.ts';

function range(env: Env, start: number, stop: number, step: number): Value {
  if (step === 0) {
    fail('value_error', 'the step cannot be zero');
  }
  return new Sequence(env, function* () {
    for (let i = start; step > 0 ? i < stop : i > stop; i += step) {
      yield i;
    }
  });
}

/** Tells which values have come before, if that is to be looked at. */
export function seenBefore(env: Env, looks: unknown = true): (value: Value) => boolean {
  const past = new Set<string>();
  return (value) => {
    const key = looks ? hashKey(value, env) : '';
    if (past.has(key)) {
      return true;
    }
    if (looks) {
      env.meter.items(1);
      past.add(key);
    }
    return false;
  };
}

export const GENERATORS: readonly Overload[] = [
  eager('range stop:int', (env, stop) => range(env, 0, stop, 1)),
  eager('range start:int stop:int step=:int', (env, start, stop, step = 1) => range(env, start, stop, step)),
  lazy('sequence start=:int step=:int', function* (_, start = 0, step = 1) {
    for (let i = start; ; i = integer(i + step)) {
      yield i;
    }
  }),
  lazy('.repeat value:any times=:int', function* (_, value, times = -1) {
    for (let i = 0; times < 0 || i < times; i++) {
      yield value;
    }
  }),
  lazy('.cycle collection:iterable', function* (env, items) {
    const seen: Value[] = [];
    for (const item of items) {
      env.meter.items(1);
      seen.push(item);
      yield item;
    }
    while (seen.length > 0) {
      yield* seen;
    }
  }),
  lazy(
    'generate initial:any predicate:lambda producer:lambda selector=:lambda decycle=:int',
    function* (env, initial, predicate, producer, selector, decycle = 0) {
      const seen = seenBefore(env, decycle);
      for (let value = initial; holds(predicate, value) && !seen(value); value = producer([value])) {
        yield selector ? selector([value]) : value;
      }
    },
  ),
  lazy(
    'generateMany initial:any producer:lambda selector=:lambda decycle=:int depthFirst=:int',
    function* (env, initial, producer, selector, decycle = 0, depthFirst = 0) {
      const seen = seenBefore(env, decycle);
      const queue = [initial];
      for (let next = queue.shift(); next !== undefined; next = queue.shift()) {
        if (seen(next)) {
          continue;
        }
        yield selector ? selector([next]) : next;
        const produced = [...stream(producer([next]), env)];
        env.meter.items(produced.length + (queue.length >> 6));
        queue.splice(depthFirst ? 0 : queue.length, 0, ...produced);
        if (queue.length > env.meter.budget.items) {
          env.meter.items(queue.length);
        }
      }
    },
  ),
];
