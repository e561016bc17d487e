import type { Env } from '../core/env.ts';
import { sortBy } from '../core/order.ts';
import { Sequence } from '../core/sequence.ts';
import type { Value } from '../core/value.ts';
import type { Lambda } from './lambda.ts';

export interface OrderField {
  readonly selector: Lambda;
  readonly ascending: boolean;
}

export type Compare = (a: Value, b: Value, env: Env) => number;

/** A sequence that is sorted when it is read; `thenBy` adds to the order. */
export class OrderedSequence extends Sequence {
  override readonly typeName: string = 'sorted sequence';
  readonly #items: () => readonly Value[];
  readonly #fields: readonly OrderField[];
  readonly #compare: Compare;
  readonly #env: Env;

  constructor(items: () => readonly Value[], fields: readonly OrderField[], compare: Compare, env: Env) {
    super(() => sorted(items(), fields, compare, env));
    this.#items = items;
    this.#fields = fields;
    this.#compare = compare;
    this.#env = env;
  }

  andThen(field: OrderField): OrderedSequence {
    return new OrderedSequence(this.#items, [...this.#fields, field], this.#compare, this.#env);
  }
}

function sorted(items: readonly Value[], fields: readonly OrderField[], compare: Compare, env: Env): readonly Value[] {
  const keysOf = (item: Value): readonly Value[] => fields.map(({ selector }) => selector.call(item));
  const order = (a: Value, b: Value): number => {
    for (const [i, { ascending }] of fields.entries()) {
      const result = compare((a as readonly Value[])[i] ?? null, (b as readonly Value[])[i] ?? null, env);
      if (result !== 0) {
        return ascending ? result : -result;
      }
    }
    return 0;
  };
  return sortBy(items, keysOf, order, env);
}
