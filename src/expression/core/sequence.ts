import type { Meter } from '../budget.ts';
import type { Env } from './env.ts';
import { Special, type Value } from './value.ts';

/** Values that are computed one at a time, as they are asked for; there may be no end of them. */
export class Sequence extends Special implements Iterable<Value> {
  override readonly typeName: string = 'sequence';
  readonly #env: Env;
  readonly #source: () => Iterable<Value>;

  constructor(env: Env, source: () => Iterable<Value>) {
    super();
    this.#env = env;
    this.#source = source;
  }

  *[Symbol.iterator](): Generator<Value> {
    for (const item of this.#source()) {
      this.#env.meter.charge(1);
      yield item;
    }
  }

  override items(): Iterable<Value> {
    return this;
  }

  override plain(meter: Meter): readonly Value[] {
    return gather(this, meter);
  }

  override text(env: Env): readonly Value[] {
    return gather(this, env.meter);
  }
}

/** Takes everything out of an iterable, within the budget. */
export function gather(source: Iterable<Value>, meter: Meter): readonly Value[] {
  const items: Value[] = [];
  const most = meter.budget.items;
  for (const item of source) {
    items.push(item);
    if (items.length > most || (items.length & 63) === 0) {
      meter.items(items.length > most ? items.length : 64);
    }
  }
  meter.charge(items.length >> 3);
  return items;
}
