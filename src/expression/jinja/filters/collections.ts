import { add } from '../../core/arithmetic.ts';
import { contains, sizeOf } from '../../core/contains.ts';
import { entriesOf, lookUp } from '../../core/dictionary.ts';
import type { Env } from '../../core/env.ts';
import { iterate } from '../../core/iterate.ts';
import { attributeReader, itemOf, memberOf, pathReader } from '../../core/member.ts';
import { textOf } from '../../core/text.ts';
import { joinTexts } from '../../core/text-functions.ts';
import { truth } from '../../core/truth.ts';
import { Undefined, undefinedMember } from '../../core/undefined.ts';
import { isList, isMapping, orElse, tuple, type Value } from '../../core/value.ts';
import { fail } from '../../error.ts';
import { zipLists } from '../../standard.ts';
import { CONVERSIONS, type Operation, operation } from '../operation.ts';

function itemIn(items: readonly Value[], at: number, which: string): Value {
  return orElse(
    items.at(at),
    () => new Undefined('undefined_variable', which, `there is no ${which} item, the list is empty`),
  );
}

/** A row with something at its end, so many times. */
function padded(row: readonly Value[], missing: number, fill: Value, env: Env): Value {
  env.meter.items(row.length + missing);
  return [...row, ...Array.from({ length: missing }, () => fill)];
}

export const COLLECTION_FILTERS: readonly Operation[] = [
  operation('default|d input:lenient default_value=:any boolean=:bool', (_, input, otherwise = '', always = false) =>
    input instanceof Undefined || (always && !truth(input)) ? otherwise : input,
  ),
  operation('length|count input:any', (env, input) => sizeOf(input, env)),
  operation('first input:items', (_, items) => itemIn(items, 0, 'first')),
  operation('last input:items', (_, items) => itemIn(items, -1, 'last')),
  operation('random input:items', (env, items) =>
    itemIn(items, Math.floor(env.scope.random() * items.length), 'random'),
  ),
  operation('list input:items', (_, items) => [...items]),
  operation('join input:items d=:text attribute=:any', (env, items, separator = '', attribute = null) =>
    joinTexts(
      items.map(attributeReader(attribute, env)).map((value) => textOf(value, env)),
      separator,
      env,
    ),
  ),
  operation('reverse input:any', (env, input) => {
    const items = iterate(input, env).toReversed();
    env.meter.items(items.length);
    return typeof input === 'string' ? items.join('') : items;
  }),
  operation('sum input:items attribute=:any start=:any', (env, items, attribute = null, start = null) =>
    items
      .map(attributeReader(attribute, env))
      .reduce(
        (total, value) =>
          typeof value === 'string' ? fail('type_error', 'strings are put together with join') : add(total, value, env),
        start ?? 0,
      ),
  ),
  operation('batch input:items linecount:int fill_with=:any', (env, items, width, fill = null) => {
    if (width < 1) {
      return items.length === 0 ? [] : fail('value_error', 'the size must be at least 1');
    }
    env.meter.items(items.length);
    return Array.from({ length: Math.ceil(items.length / width) }, (_, i) => {
      const row = items.slice(i * width, (i + 1) * width);
      return padded(row, fill === null ? 0 : width - row.length, fill, env);
    });
  }),
  operation('slice input:items slices:int fill_with=:any', (env, items, columns, fill = null) => {
    if (columns < 1) {
      return columns === 0 ? fail('division_by_zero', 'division by zero') : [];
    }
    env.meter.items(columns);
    const each = Math.floor(items.length / columns);
    const longer = items.length % columns;
    return Array.from({ length: columns }, (_, i) => {
      const start = i * each + Math.min(i, longer);
      const row = items.slice(start, start + each + Number(i < longer));
      return padded(row, Number(fill !== null && i >= longer), fill, env);
    });
  }),
  operation('attr input:any name:text', (env, input, name) =>
    isMapping(input) ? undefinedMember(input, name) : memberOf(input, name, env),
  ),
  operation('get input:any key:any default=:any', (env, input, key, otherwise = null) => {
    if (isMapping(input)) {
      return orElse(lookUp(input, key, env), () => otherwise);
    }
    const found = isList(input) ? itemOf(input, key, env) : pathReader(key, env)(input);
    return found instanceof Undefined ? otherwise : found;
  }),
  operation('items input:lenient', (env, input) =>
    input instanceof Undefined
      ? []
      : entriesOf(CONVERSIONS.dict(input, env), env).map(([key, value]) => tuple(key, value)),
  ),
  operation('keys input:dict', (env, dict) => entriesOf(dict, env).map(([key]) => key)),
  operation('values input:dict', (env, dict) => entriesOf(dict, env).map(([, value]) => value)),
  operation('contains input:any item:any', (env, input, item) => contains(input, item, env)),
  operation('zip input:any **options:any *lists:any', (env, input, options, ...lists) =>
    zipLists([input, ...lists], options.get('pad') ?? null, env),
  ),
];
