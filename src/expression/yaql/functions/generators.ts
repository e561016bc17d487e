import { integer } from '../../core/arithmetic.ts';
import type { Env } from '../../core/env.ts';
import { hashKey } from '../../core/hash.ts';
import { Sequence } from '../../core/sequence.ts';
import { truth } from '../../core/truth.ts';
import type { Value } from '../../core/value.ts';
import { fail } from '../../error.ts';
import { itemsIn, stream } from '../operators.ts';
import { asFunction, asMethod, type Entry } from '../overloads.ts';
import { callIn, type Given, holdsIn, lambdaOf, selectedIn, valueIn, wholeIn } from '../parameters.ts';

function range(start: number, stop: number, step: number): Value {
  if (step === 0) {
    fail('value_error', 'the step cannot be zero');
  }
  return new Sequence(function* () {
    for (let i = start; step > 0 ? i < stop : i > stop; i += step) {
      yield i;
    }
  });
}

function sequence([start, step]: readonly Given[], env: Env): Value {
  return new Sequence(function* () {
    for (let i = wholeIn(start); ; i = integer(i + wholeIn(step, 1))) {
      env.meter.charge(1);
      yield i;
    }
  });
}

function repeat([value, times]: readonly Given[], env: Env): Value {
  const most = wholeIn(times, -1);
  return new Sequence(function* () {
    for (let i = 0; most < 0 || i < most; i++) {
      env.meter.charge(1);
      yield valueIn(value);
    }
  });
}

function cycle([list]: readonly Given[], env: Env): Value {
  return new Sequence(function* () {
    const seen: Value[] = [];
    for (const item of itemsIn(list, env)) {
      env.meter.items(1);
      seen.push(item);
      yield item;
    }
    while (seen.length > 0) {
      for (const item of seen) {
        env.meter.charge(1);
        yield item;
      }
    }
  });
}

/** A guard against values that came before, if it is wanted. */
function seenBefore(decycle: Given, env: Env): (value: Value) => boolean {
  const past = new Set<string>();
  return (value) => {
    if (!truth(valueIn(decycle))) {
      return false;
    }
    const key = hashKey(value, env);
    if (past.has(key)) {
      return true;
    }
    env.meter.items(1);
    past.add(key);
    return false;
  };
}

function generate([initial, predicate, producer, selector, decycle]: readonly Given[], env: Env): Value {
  return new Sequence(function* () {
    const seen = seenBefore(decycle, env);
    let value = valueIn(initial);
    while (holdsIn(predicate, value) && !seen(value)) {
      yield selectedIn(selector, value);
      value = callIn(producer, value);
    }
  });
}

function generateMany([initial, producer, selector, decycle, depthFirst]: readonly Given[], env: Env): Value {
  return new Sequence(function* () {
    const seen = seenBefore(decycle, env);
    const queue: Value[] = [valueIn(initial)];
    for (let next = queue.shift(); next !== undefined; next = queue.shift()) {
      if (seen(next)) {
        continue;
      }
      yield selectedIn(selector, next);
      const produced = [...stream(lambdaOf(producer)?.call(next) ?? [], env)];
      env.meter.items(produced.length + (queue.length >> 6));
      if (queue.length + produced.length > env.meter.budget.items) {
        env.meter.items(queue.length + produced.length);
      }
      if (truth(valueIn(depthFirst))) {
        queue.unshift(...produced);
      } else {
        queue.push(...produced);
      }
    }
  });
}

/** Sequences out of nothing. Those without an end need a take() or a takeWhile(). */
export const GENERATORS: readonly Entry[] = [
  asFunction('range stop:int', ([stop]) => range(0, wholeIn(stop), 1)),
  asFunction('range start:int stop:int step=:int', ([start, stop, step]) =>
    range(wholeIn(start), wholeIn(stop), wholeIn(step, 1)),
  ),
  asFunction('sequence start=:int step=:int', sequence),
  asMethod('repeat value:any times=:int', repeat),
  asMethod('cycle collection:iterable', cycle),
  asFunction('generate initial:any predicate:lambda producer:lambda selector=:lambda decycle=:int', generate),
  asFunction('generateMany initial:any producer:lambda selector=:lambda decycle=:int depthFirst=:int', generateMany),
];
