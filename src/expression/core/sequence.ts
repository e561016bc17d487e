import { charge, chargeItems, run } from '../run.ts';
import { Special, type Value } from './value.ts';

/** Values that are computed one at a time, as they are asked for; there may be no end of them. */
export class Sequence extends Special implements Iterable<Value> {
  override readonly typeName: string = 'a sequence';
  readonly #source: () => Iterable<Value>;

  constructor(source: () => Iterable<Value>) {
    super();
    this.#source = source;
  }

  *[Symbol.iterator](): Generator<Value> {
    for (const item of this.#source()) {
      charge(1);
      yield item;
    }
  }

  override items(): Iterable<Value> {
    return this;
  }

  override plain(): readonly Value[] {
    return gather(this);
  }

  override text(): readonly Value[] {
    return gather(this);
  }
}

/** Takes everything out of an iterable, within the budget. */
export function gather<T extends Value>(source: Iterable<T>): readonly T[] {
  const items: T[] = [];
  const most = run.meter.budget.items;
  for (const item of source) {
    items.push(item);
    if (items.length > most || (items.length & 63) === 0) {
      chargeItems(items.length > most ? items.length : 64);
    }
  }
  charge(items.length >> 3);
  return items;
}
