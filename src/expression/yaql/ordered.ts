import { sortBy } from '../core/order.ts';
import { Sequence } from '../core/sequence.ts';
import type { Value } from '../core/value.ts';

/** What a sequence is ordered by: a value of each item, and how two such values compare. */
export interface OrderField {
  readonly key: (item: Value) => Value;
  readonly compare: (a: Value, b: Value) => number;
}

/** A sorted sequence that `thenBy` can order further. */
export class OrderedSequence extends Sequence {
  override readonly typeName = 'a sorted sequence';
  readonly source: Iterable<Value>;
  readonly fields: readonly OrderField[];

  constructor(source: Iterable<Value>, fields: readonly OrderField[]) {
    const keys = (item: Value): readonly Value[] => fields.map(({ key }) => key(item));
    const order = (a: Value, b: Value): number => {
      for (const [i, { compare }] of fields.entries()) {
        const result = compare((a as readonly Value[])[i] as Value, (b as readonly Value[])[i] as Value);
        if (result !== 0) {
          return result;
        }
      }
      return 0;
    };
    super(() => sortBy([...source], keys, order));
    this.source = source;
    this.fields = fields;
  }
}
