import type { Meter } from '../budget.ts';
import type { Env } from './env.ts';
import { Special, type Value } from './value.ts';

/** Values that are computed one at a time, as they are asked for; there may be no end of them. */
export class Sequence extends Special {
  override readonly typeName: string = 'sequence';
  readonly #source: () => Iterable<Value>;

  constructor(source: () => Iterable<Value>) {
    super();
    this.#source = source;
  }

  override items(): Iterable<Value> {
    return this.#source();
  }

  override plain(meter: Meter): readonly Value[] {
    return gather(this.items(), meter);
  }

  override text(env: Env): readonly Value[] {
    return this.plain(env.meter);
  }
}

/** Takes everything out of an iterable, within the budget. */
export function gather(source: Iterable<Value>, meter: Meter): readonly Value[] {
  const items: Value[] = [];
  const most = meter.budget.items;
  for (const item of source) {
    meter.charge(1);
    items.push(item);
    if (items.length > most || (items.length & 63) === 0) {
      meter.items(items.length > most ? items.length : 64);
    }
  }
  return items;
}
