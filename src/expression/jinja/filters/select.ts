import { unknown } from '../../context.ts';
import { stringOf } from '../../core/arguments.ts';
import type { CallArguments } from '../../core/callable.ts';
import type { Env } from '../../core/env.ts';
import { iterate } from '../../core/iterate.ts';
import { pathOf } from '../../core/member.ts';
import { type AnyOperation, freeOperation } from '../../core/signature.ts';
import { truth } from '../../core/truth.ts';
import { defined, Undefined } from '../../core/undefined.ts';
import type { Value } from '../../core/value.ts';
import { fail } from '../../error.ts';
import { applyFilter, applyTest } from '../apply.ts';
import { TESTS } from '../tests.ts';
import { FILTERS } from './table.ts';

/** Filters that apply another filter or test to every item. */
export const SELECT_FILTERS: readonly (readonly [string, AnyOperation])[] = [
  ['map', freeOperation(map)],
  ['select', freeOperation((input, given, env) => select(input, given, env, true))],
  ['reject', freeOperation((input, given, env) => select(input, given, env, false))],
  ['selectattr', freeOperation((input, given, env) => selectAttribute(input, given, env, true))],
  ['rejectattr', freeOperation((input, given, env) => selectAttribute(input, given, env, false))],
];

function map(input: Value, given: CallArguments, env: Env): Value {
  const convert = conversion(given, env);
  const items = iterate(input, env);
  env.meter.items(items.length);
  return items.map((item) => defined(convert(item)));
}

function conversion({ positional, named }: CallArguments, env: Env): (item: Value) => Value {
  const [name, ...rest] = positional;
  const attribute = named.get('attribute');
  if (name !== undefined) {
    const text = stringOf(name);
    const filter = FILTERS.get(text) ?? unknown('unknown_filter', 'filter', text, FILTERS.keys(), env.meter.at);
    return (item) => {
      env.meter.charge(1);
      return applyFilter(text, filter, item, { positional: rest, named }, env);
    };
  }
  if (attribute === undefined) {
    return fail('type_error', 'a filter or an attribute is needed');
  }
  for (const key of named.keys()) {
    if (key !== 'attribute' && key !== 'default') {
      fail('type_error', `there is no argument '${key}'`);
    }
  }
  const otherwise = named.get('default');
  return (item) => {
    const value = pathOf(item, attribute, env);
    return value instanceof Undefined && otherwise !== undefined ? otherwise : value;
  };
}

type Check = (value: Value) => boolean;

/** The test an argument names; without one, the value's own truth. */
function checkOf(name: Value | undefined, rest: readonly Value[], given: CallArguments, env: Env): Check {
  if (name === undefined) {
    return truth;
  }
  const text = stringOf(name);
  const test = TESTS.get(text) ?? unknown('unknown_filter', 'test', text, TESTS.keys(), env.meter.at);
  const args = { positional: rest, named: given.named };
  return (value) => {
    env.meter.charge(1);
    return applyTest(text, test, value, args, env);
  };
}

function select(input: Value, given: CallArguments, env: Env, keep: boolean): Value {
  const [name, ...rest] = given.positional;
  const check = checkOf(name, rest, given, env);
  const items = iterate(input, env);
  env.meter.items(items.length);
  return items.filter((item) => check(item) === keep);
}

function selectAttribute(input: Value, given: CallArguments, env: Env, keep: boolean): Value {
  const [attribute, name, ...rest] = given.positional;
  if (attribute === undefined) {
    return fail('type_error', 'an attribute is needed');
  }
  const check = checkOf(name, rest, given, env);
  const items = iterate(input, env);
  env.meter.items(items.length);
  return items.filter((item) => check(pathOf(item, attribute, env)) === keep);
}
