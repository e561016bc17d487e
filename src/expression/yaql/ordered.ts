import { sortBy } from '../core/order.ts';
import { Sequence } from '../core/sequence.ts';
import type { Value } from '../core/value.ts';

/** What a sequence is ordered by: a value of each item, and how two such values compare. */
export type OrderField = readonly [key: (item: Value) => Value, compare: (a: Value, b: Value) => number];

/** A sorted sequence that `thenBy` can order further. */
export class OrderedSequence extends Sequence {
  readonly source: Iterable<Value>;
  readonly fields: readonly OrderField[];

  constructor(source: Iterable<Value>, ...fields: readonly OrderField[]) {
    const keys = (item: Value): readonly Value[] => fields.map(([key]) => key(item));
    const order = (a: readonly Value[], b: readonly Value[]): number =>
      fields.reduce((result, [, compare], i) => result || compare(a[i] as Value, b[i] as Value), 0);
    super(() => sortBy([...source], keys, order as OrderField[1]));
    this.source = source;
    this.fields = fields;
  }
}
