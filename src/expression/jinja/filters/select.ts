import { unknown } from '../../context.ts';
import { stringOf } from '../../core/arguments.ts';
import type { Env } from '../../core/env.ts';
import { attributeReader, pathReader } from '../../core/member.ts';
import { truth } from '../../core/truth.ts';
import { defined } from '../../core/undefined.ts';
import type { Value } from '../../core/value.ts';
import { fail } from '../../error.ts';
import { type Operation, operation, performer } from '../operation.ts';
import { TESTS } from '../tests.ts';
import { FILTERS } from './table.ts';

type Named = ReadonlyMap<string, Value>;

/** A filter or a test by its name, with its arguments, as a function of one value. */
function applied(
  type: 'filter' | 'test',
  [given, ...positional]: readonly Value[],
  named: Named,
  env: Env,
): (value: Value) => Value {
  const known = type === 'filter' ? FILTERS : TESTS;
  const name = stringOf(given);
  const what = known.get(name) ?? unknown('unknown_filter', type, name, known.keys(), env.meter.at);
  const apply = performer(name, what, { positional, named }, env);
  return (value) => {
    env.meter.charge(1);
    return apply(value);
  };
}

/** Keeps the items that a test holds for, or those that it does not. */
function selecting(keep: boolean, name: string): Operation {
  return operation(`${name} input:items **named:any *test:any`, (env, items, named, ...test) => {
    const holds = test.length > 0 ? applied('test', test, named, env) : truth;
    env.meter.items(items.length);
    return items.filter((item) => truth(holds(item)) === keep);
  });
}

/** The same for an attribute of each item. */
function selectingBy(keep: boolean, name: string): Operation {
  return operation(
    `${name} input:items **named:any attribute:any *test:any`,
    (env, items, named, attribute, ...test) => {
      const holds = test.length > 0 ? applied('test', test, named, env) : truth;
      const read = pathReader(attribute, env);
      env.meter.items(items.length);
      return items.filter((item) => truth(holds(read(item))) === keep);
    },
  );
}

export const SELECT_FILTERS: readonly Operation[] = [
  operation('map input:items **named:any *filter:any', (env, items, named, ...filter) => {
    env.meter.items(items.length);
    if (filter.length > 0) {
      const convert = applied('filter', filter, named, env);
      return items.map((item) => defined(convert(item)));
    }
    const { attribute, default: otherwise, ...others } = Object.fromEntries(named);
    return attribute === undefined || Object.keys(others).length > 0
      ? fail('type_error', 'a filter or an attribute is needed')
      : items.map(attributeReader(attribute, env, otherwise));
  }),
  selecting(true, 'select'),
  selecting(false, 'reject'),
  selectingBy(true, 'selectattr'),
  selectingBy(false, 'rejectattr'),
];
