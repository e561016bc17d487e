import { needed } from '../../core/arguments.ts';
import { add } from '../../core/arithmetic.ts';
import { contains, sizeOf } from '../../core/contains.ts';
import { lookUp, pairsOf } from '../../core/dictionary.ts';
import { iterate } from '../../core/iterate.ts';
import { attributeReader, itemOf, memberOf, pathReader } from '../../core/member.ts';
import { textOf } from '../../core/text.ts';
import { joinTexts } from '../../core/text-functions.ts';
import { truth } from '../../core/truth.ts';
import { Undefined, undefinedMember } from '../../core/undefined.ts';
import { isList, isMapping, orElse, tuple, type Value } from '../../core/value.ts';
import { atLeast, divisionByZero } from '../../error.ts';
import { chargeItems, run } from '../../run.ts';
import { zipLists } from '../../standard.ts';
import { CONVERSIONS, type Operation, operations } from '../operation.ts';

/** An item of a list, or undefined as a value when there is none. */
export function itemIn(items: readonly Value[], at: number): Value {
  return orElse(items.at(at), () => new Undefined('item', 'the list is empty'));
}

/** Items in so many rows, of so many each; some rows are longer by one, and all are filled up to a width. */
function inRows(
  items: readonly Value[],
  count: number,
  each: number,
  longer: number,
  width: number,
  fill: Value,
): Value {
  chargeItems(count);
  const start = (row: number): number => row * each + Math.min(row, longer);
  return Array.from({ length: count }, (_, i) => {
    const row = items.slice(start(i), start(i + 1));
    const missing = fill === null ? 0 : width - row.length;
    chargeItems(row.length + missing);
    return [...row, ...Array.from({ length: missing }, () => fill)];
  });
}

/** What dictionaries have as methods, too. */
export const DICT_FILTERS: readonly Operation[] = operations({
  'get input:any key:any default=:any': (input, key, otherwise = null) => {
    const found = isMapping(input) ? lookUp(input, key) : isList(input) ? itemOf(input, key) : pathReader(key)(input);
    return found === undefined || found instanceof Undefined ? otherwise : found;
  },
  'items input:lenient': (input) =>
    input instanceof Undefined ? [] : pairsOf(CONVERSIONS.dict(input)).map((pair) => tuple(...pair)),
  'keys input:dict': (dict) => pairsOf(dict).map(([key]) => key),
  'values input:dict': (dict) => pairsOf(dict).map(([, value]) => value),
});

export const COLLECTION_FILTERS: readonly Operation[] = [
  ...DICT_FILTERS,
  ...operations({
    'default|d input:lenient default_value=:any boolean=:bool': (input, otherwise = '', always = false) =>
      input instanceof Undefined || (always && !truth(input)) ? otherwise : input,
    'length|count input:any': (input) => sizeOf(input),
    'first input:items': (items) => itemIn(items, 0),
    'last input:items': (items) => itemIn(items, -1),
    'random input:items': (items) => itemIn(items, Math.floor(run.scope.random() * items.length)),
    'list input:items': (items) => [...items],
    'join input:items d=:text attribute=:any': (items, separator = '', attribute = null) =>
      joinTexts(items.map(attributeReader(attribute)).map(textOf), separator),
    'reverse input:any': (input) => {
      const items = iterate(input).toReversed();
      chargeItems(items.length);
      return typeof input === 'string' ? items.join('') : items;
    },
    'sum input:items attribute=:any start=:any': (items, attribute = null, start = null) =>
      items
        .map(attributeReader(attribute))
        .reduce(
          (total, value) => (typeof value === 'string' ? needed('a number', value) : add(total, value)),
          start ?? 0,
        ),
    'batch input:items linecount:int fill_with=:any': (items, width, fill = null) =>
      items.length === 0
        ? []
        : inRows(items, Math.ceil(items.length / atLeast(1, width, 'size')), width, 0, width, fill),
    'slice input:items slices:int fill_with=:any': (items, columns, fill = null) => {
      const each = Math.floor(items.length / columns);
      return columns === 0
        ? divisionByZero()
        : inRows(items, Math.max(0, columns), each, items.length % columns, each + 1, fill);
    },
    'attr input:any name:text': (input, name) =>
      isMapping(input) ? undefinedMember(input, name) : memberOf(input, name),
    'contains input:any item:any': (input, item) => contains(input, item),
    'zip input:any **options:any *lists:any': (input, options, ...lists) =>
      zipLists([input, ...lists], options.get('pad') ?? null),
  }),
];
