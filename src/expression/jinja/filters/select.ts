import { unknown } from '../../context.ts';
import { stringOf } from '../../core/arguments.ts';
import { attributeReader, pathReader } from '../../core/member.ts';
import { truth } from '../../core/truth.ts';
import { defined } from '../../core/undefined.ts';
import type { Value } from '../../core/value.ts';
import { fail } from '../../error.ts';
import { charge, chargeItems, run } from '../../run.ts';
import { type Operation, operations, performer } from '../operation.ts';
import { TESTS } from '../tests.ts';
import { FILTERS } from './table.ts';

type Named = ReadonlyMap<string, Value>;

/** A filter or a test by its name. */
export function applicable(type: 'filter' | 'test', name: string, offset: number): Operation {
  const known = type === 'filter' ? FILTERS : TESTS;
  return known.get(name) ?? unknown(type, name, known.keys(), offset);
}

/** A filter or a test with its arguments, as a function of one value. */
function applied(type: 'filter' | 'test', given: readonly Value[], named: Named): (value: Value) => Value {
  const [first, ...positional] = given;
  const name = stringOf(first);
  const what = applicable(type, name, run.meter.at);
  const apply = performer(name, what, { positional, named });
  return (value) => {
    charge(1);
    return apply(value);
  };
}

/** The items that a test holds for, or does not; of each item the test sees an attribute, if one is named. */
function kept(items: readonly Value[], keep: boolean, test: readonly Value[], named: Named, attribute?: Value): Value {
  const holds = test.length > 0 ? applied('test', test, named) : truth;
  const read = attribute === undefined ? (item: Value) => item : pathReader(attribute);
  chargeItems(items.length);
  return items.filter((item) => truth(holds(read(item))) === keep);
}

export const SELECT_FILTERS: readonly Operation[] = operations({
  'map input:items **named:any *filter:any': (items, named, ...filter) => {
    chargeItems(items.length);
    if (filter.length > 0) {
      const convert = applied('filter', filter, named);
      return items.map((item) => defined(convert(item)));
    }
    const attribute = named.get('attribute');
    const otherwise = named.get('default');
    return attribute === undefined || named.size > (otherwise === undefined ? 1 : 2)
      ? fail('type_error', 'an attribute is needed')
      : items.map(attributeReader(attribute, otherwise));
  },
  'select input:items **named:any *test:any': (items, named, ...test) => kept(items, true, test, named),
  'reject input:items **named:any *test:any': (items, named, ...test) => kept(items, false, test, named),
  'selectattr input:items **named:any attribute:any *test:any': (items, named, attribute, ...test) =>
    kept(items, true, test, named, attribute),
  'rejectattr input:items **named:any attribute:any *test:any': (items, named, attribute, ...test) =>
    kept(items, false, test, named, attribute),
});
