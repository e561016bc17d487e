import { fail } from '../error.ts';
import { chargeItems, run } from '../run.ts';
import { hashKey } from './hash.ts';
import { quotedText } from './text.ts';
import { isList, isMapping, Special, type Value } from './value.ts';

/** A set: values without repetition, in the order in which they came. */
export class ValueSet extends Special {
  override readonly typeName = 'a set';
  readonly members: ReadonlyMap<string, Value>;

  constructor(members: ReadonlyMap<string, Value>) {
    super();
    this.members = members;
  }

  static of(values: Iterable<Value>): ValueSet {
    const members = new Map<string, Value>();
    for (const value of values) {
      const key = hashKey(value);
      if (!members.has(key)) {
        chargeItems(1);
        members.set(key, value);
      }
    }
    return new ValueSet(members);
  }

  override truth(): boolean {
    return this.members.size > 0;
  }

  override items(): Iterable<Value> {
    return this.members.values();
  }

  /** A set leaves as a list. Sets of lists and dictionaries do not leave: the reference cannot hash them. */
  override plain(): readonly Value[] {
    const values = [...this.members.values()];
    if (values.some((value) => isList(value) || isMapping(value))) {
      fail('type_error', 'a set of lists or dictionaries needs toList()');
    }
    return values;
  }

  override hash(): string {
    return `{${[...this.members.keys()].sort().join(',')}}`;
  }

  override text(): string | readonly Value[] {
    const values = [...this.members.values()];
    if (run.style === 'json') {
      return values;
    }
    const body = values.map((value) => quotedText(value)).join(', ');
    if (run.style === 'tuples') {
      return body === '' ? 'frozenset()' : `frozenset({${body}})`;
    }
    return body === '' ? 'set()' : `{${body}}`;
  }
}
