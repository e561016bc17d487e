import type { Meter } from '../budget.ts';
import { fail } from '../error.ts';
import type { Env } from './env.ts';
import { hashKey } from './hash.ts';
import { quotedText } from './text.ts';
import { isList, isMapping, Special, type Value } from './value.ts';

/** A set: values without repetition, in the order in which they came. */
export class ValueSet extends Special {
  override readonly typeName = 'set';
  readonly members: ReadonlyMap<string, Value>;

  constructor(members: ReadonlyMap<string, Value>) {
    super();
    this.members = members;
  }

  static of(values: Iterable<Value>, env: Env): ValueSet {
    const members = new Map<string, Value>();
    for (const value of values) {
      const key = hashKey(value, env);
      if (!members.has(key)) {
        env.meter.items(1);
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
  override plain(_meter: Meter): readonly Value[] {
    const values = [...this.members.values()];
    if (values.some((value) => isList(value) || isMapping(value))) {
      fail('type_error', 'a set of lists or dictionaries cannot be a result; use toList()');
    }
    return values;
  }

  override hash(): string {
    return `{${[...this.members.keys()].sort().join(',')}}`;
  }

  override text(env: Env): string | readonly Value[] {
    const values = [...this.members.values()];
    if (env.style === 'json') {
      return values;
    }
    const body = values.map((value) => quotedText(value, env)).join(', ');
    if (env.style === 'tuples') {
      return body === '' ? 'frozenset()' : `frozenset({${body}})`;
    }
    return body === '' ? 'set()' : `{${body}}`;
  }
}
