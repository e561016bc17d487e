import { integerOf } from '../../core/arguments.ts';
import { add } from '../../core/arithmetic.ts';
import { contains, sizeOf } from '../../core/contains.ts';
import { entriesOf, lookUp } from '../../core/dictionary.ts';
import type { Env } from '../../core/env.ts';
import { iterate } from '../../core/iterate.ts';
import { itemOf, memberOf, pathOf } from '../../core/member.ts';
import { type AnyOperation, freeOperation, operation } from '../../core/signature.ts';
import { textOf } from '../../core/text.ts';
import { truth } from '../../core/truth.ts';
import { defined, Undefined, undefinedMember } from '../../core/undefined.ts';
import { describe, isList, isMapping, orElse, tuple, type Value } from '../../core/value.ts';
import { fail } from '../../error.ts';
import { zipLists } from '../../standard.ts';

function nothingIn(what: string): Undefined {
  return new Undefined('undefined_variable', what, `there is no ${what} item, the list is empty`);
}

const length = operation('', (input, _, env) => sizeOf(input, env));

const defaultTo = operation(
  'default_value? boolean?',
  (input, [otherwise = '', always = false]) =>
    input instanceof Undefined || (truth(always) && !truth(input)) ? otherwise : input,
  true,
);

/** Filters over lists and dictionaries that keep or take apart. */
export const COLLECTION_FILTERS: readonly (readonly [string, AnyOperation])[] = [
  ['default', defaultTo],
  ['d', defaultTo],
  ['length', length],
  ['count', length],
  ['first', operation('', (input, _, env) => orElse(iterate(input, env)[0], () => nothingIn('first')))],
  ['last', operation('', (input, _, env) => orElse(iterate(input, env).at(-1), () => nothingIn('last')))],
  ['random', operation('', random)],
  ['list', operation('', (input, _, env) => [...iterate(input, env)])],
  ['join', operation('d? attribute?', join)],
  ['reverse', operation('', reverse)],
  ['sum', operation('attribute? start?', sum)],
  ['batch', operation('linecount fill_with?', batch)],
  ['slice', operation('slices fill_with?', slice)],
  ['items', operation('', items, true)],
  ['keys', operation('', (input, _, env) => pairs(input, env).map(([key]) => key))],
  ['values', operation('', (input, _, env) => pairs(input, env).map(([, value]) => value))],
  ['attr', operation('name', (input, [name = ''], env) => attribute(input, textOf(name, env), env))],
  ['get', operation('key default?', get)],
  ['contains', operation('item', (input, [item = null], env) => contains(input, item, env))],
  [
    'zip',
    freeOperation((input, given, env) => zipLists([input, ...given.positional], given.named.get('pad') ?? null, env)),
  ],
];

function random(input: Value, _: unknown, env: Env): Value {
  const all = iterate(input, env);
  return orElse(all[Math.floor(env.scope.random() * all.length)], () => nothingIn('random'));
}

/** A member of an object that templates make; the entries of a dictionary are none. */
function attribute(input: Value, name: string, env: Env): Value {
  return isMapping(input) ? undefinedMember(input, name) : memberOf(input, name, env);
}

function get(input: Value, [key = null, otherwise = null]: readonly (Value | undefined)[], env: Env): Value {
  if (isMapping(input)) {
    return orElse(lookUp(input, key, env), () => otherwise);
  }
  const found = isList(input) ? itemOf(input, key, env) : pathOf(input, key, env);
  return found instanceof Undefined ? otherwise : found;
}

function join(input: Value, [separator = '', attribute]: readonly (Value | undefined)[], env: Env): Value {
  const parts = iterate(input, env).map((item) =>
    textOf(defined(attribute === undefined ? item : pathOf(item, attribute, env)), env),
  );
  const between = textOf(separator, env);
  env.meter.reserve(parts.reduce((size, part) => size + part.length + between.length, 0));
  return parts.join(between);
}

function reverse(input: Value, _: unknown, env: Env): Value {
  const reversed = [...iterate(input, env)].reverse();
  env.meter.items(reversed.length);
  return typeof input === 'string' ? reversed.join('') : reversed;
}

function sum(input: Value, [attribute, start = 0]: readonly (Value | undefined)[], env: Env): Value {
  let total: Value = start ?? 0;
  for (const item of iterate(input, env)) {
    const value = attribute === undefined || attribute === null ? item : pathOf(item, attribute, env);
    if (typeof value === 'string') {
      fail('type_error', 'strings are put together with join');
    }
    total = add(total, defined(value), env);
  }
  return total;
}

function batch(input: Value, [size, fill = null]: readonly (Value | undefined)[], env: Env): Value {
  const width = integerOf(size);
  const all = iterate(input, env);
  if (width < 1) {
    return all.length === 0 ? [] : fail('value_error', 'the size must be at least 1');
  }
  env.meter.items(all.length);
  const rows = Array.from({ length: Math.ceil(all.length / width) }, (_, i) => all.slice(i * width, (i + 1) * width));
  return rows.map((row) => padded(row, fill === null ? 0 : width - row.length, fill, env));
}

function padded(row: readonly Value[], missing: number, fill: Value, env: Env): Value {
  env.meter.items(row.length + Math.max(0, missing));
  return missing > 0 ? [...row, ...Array.from({ length: missing }, () => fill)] : row;
}

function slice(input: Value, [count, fill = null]: readonly (Value | undefined)[], env: Env): Value {
  const columns = integerOf(count);
  const all = iterate(input, env);
  if (columns < 1) {
    return columns === 0 ? fail('division_by_zero', 'division by zero') : [];
  }
  env.meter.items(columns);
  const each = Math.floor(all.length / columns);
  const longer = all.length % columns;
  return Array.from({ length: columns }, (_, i) => {
    const start = i * each + Math.min(i, longer);
    const row = all.slice(start, start + each + (i < longer ? 1 : 0));
    return padded(row, fill !== null && i >= longer ? 1 : 0, fill, env);
  });
}

function items(input: Value, _: unknown, env: Env): Value {
  return input instanceof Undefined ? [] : pairs(input, env).map(([key, value]) => tuple(key, value));
}

function pairs(input: Value, env: Env): readonly (readonly [Value, Value])[] {
  return isMapping(input) ? entriesOf(input, env) : fail('type_error', `${describe(input)} has no keys and values`);
}
