import { integer } from '../../core/arithmetic.ts';
import { hashKey } from '../../core/hash.ts';
import { Sequence } from '../../core/sequence.ts';
import type { Value } from '../../core/value.ts';
import { fail } from '../../error.ts';
import { chargeItems, run } from '../../run.ts';
import { eager, lazy, type Overload } from '../overloads.ts';
import { stream } from '../parameters.ts';
import { holds } from './branching.ts';
import { each } from './each.ts';

function* numbers(start: number, stop: number, step: number): Generator<Value> {
  for (let i = start; step > 0 ? i < stop : i > stop; i += step) {
    yield integer(i);
  }
}

function range(start: number, stop: number, step = 1): Value {
  return step === 0 ? fail('value_error', 'the step cannot be zero') : new Sequence(() => numbers(start, stop, step));
}

/** Tells which values have come before, if that is to be looked at. */
export function seenBefore(looks: unknown = true): (value: Value) => boolean {
  const past = new Set<string>();
  return (value) => {
    if (!looks) {
      return false;
    }
    const known = past.size;
    const isNew = past.add(hashKey(value)).size > known;
    chargeItems(Number(isNew));
    return !isNew;
  };
}

export const GENERATORS: readonly Overload[] = [
  ...eager({
    'range stop:int': (stop) => range(0, stop),
    'range start:int stop:int step=:int': range,
  }),
  ...lazy({
    'sequence start=:int step=:int': (start = 0, step = 1) => numbers(start, step > 0 ? Infinity : -Infinity, step),
    '.repeat value:any times=:int': (value, times = -1) =>
      each(numbers(0, times < 0 ? Infinity : times, 1), () => value),
    '.cycle collection:iterable': function* (items) {
      const seen: Value[] = [];
      for (const item of items) {
        chargeItems(1);
        seen.push(item);
        yield item;
      }
      while (seen.length > 0) {
        yield* seen;
      }
    },
    'generate initial:any predicate:lambda producer:lambda selector=:lambda decycle=:int': function* (
      initial,
      predicate,
      producer,
      selector,
      decycle = 0,
    ) {
      const seen = seenBefore(decycle);
      for (let value = initial; holds(predicate, value) && !seen(value); value = producer([value])) {
        yield selector ? selector([value]) : value;
      }
    },
    'generateMany initial:any producer:lambda selector=:lambda decycle=:int depthFirst=:int': function* (
      initial,
      producer,
      selector,
      decycle = 0,
      depthFirst = 0,
    ) {
      const seen = seenBefore(decycle);
      const queue = [initial];
      for (let next = queue.shift(); next !== undefined; next = queue.shift()) {
        if (seen(next)) {
          continue;
        }
        yield selector ? selector([next]) : next;
        const produced = [...stream(producer([next]))];
        chargeItems(produced.length + (queue.length >> 6));
        queue.splice(depthFirst ? 0 : queue.length, 0, ...produced);
        if (queue.length > run.meter.budget.items) {
          chargeItems(queue.length);
        }
      }
    },
  }),
];
