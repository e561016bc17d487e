import { pairsOf } from '../../core/dictionary.ts';
import { hashKey } from '../../core/hash.ts';
import { attributeReader, Group } from '../../core/member.ts';
import { compare, sortBy } from '../../core/order.ts';
import { tuple, type Value } from '../../core/value.ts';
import { fail } from '../../error.ts';
import { chargeItems } from '../../run.ts';
import { type Operation, operations } from '../operation.ts';
import { itemIn } from './collections.ts';

type Key = (item: Value) => Value;

/** What items are compared by. */
function keyOf(attribute: Value, caseSensitive?: boolean, otherwise?: Value): Key {
  const read = attributeReader(attribute, otherwise);
  return (item) => {
    const value = read(item);
    return typeof value === 'string' && !caseSensitive ? value.toLowerCase() : value;
  };
}

function sorted(items: readonly Value[], key: Key, reverse?: boolean): Value[] {
  return sortBy(items, key, (a, b) => (reverse ? compare(b, a) : compare(a, b)));
}

/** The items by equal keys, in the order of the first of each. */
function grouped(items: readonly Value[], key: Key): readonly (readonly Value[])[] {
  const groups = Map.groupBy(items, (item) => hashKey(key(item)));
  chargeItems(items.length + groups.size * 4);
  return [...groups.values()];
}

/** The first of the items that no other exceeds, or falls below. */
function extreme(sign: 1 | -1) {
  return (items: readonly Value[], caseSensitive?: boolean, attribute: Value = null): Value => {
    const key = keyOf(attribute, caseSensitive);
    return items
      .slice(1)
      .reduce((best, item) => (compare(key(item), key(best)) * sign > 0 ? item : best), itemIn(items, 0));
  };
}

export const ORDER_FILTERS: readonly Operation[] = operations({
  'min input:items case_sensitive=:bool attribute=:any': extreme(-1),
  'max input:items case_sensitive=:bool attribute=:any': extreme(1),
  'sort input:items reverse=:bool case_sensitive=:bool attribute=:any': (
    items,
    reverse,
    caseSensitive,
    attribute = null,
  ) => {
    const paths = typeof attribute === 'string' ? attribute.split(',') : [attribute];
    const keys = paths.map((path) => keyOf(path, caseSensitive));
    return sorted(items, (item) => keys.map((key) => key(item)), reverse);
  },
  'unique input:items case_sensitive=:bool attribute=:any': (items, caseSensitive, attribute = null) => {
    const key = keyOf(attribute, caseSensitive);
    return grouped(items, key).map(([first = null]) => first);
  },
  'groupby input:items attribute:any default=:any case_sensitive=:bool': (
    items,
    attribute,
    otherwise,
    caseSensitive,
  ) => {
    const read = attributeReader(attribute, otherwise);
    const key = keyOf(attribute, caseSensitive, otherwise);
    return grouped(sorted(items, key), key).map((list) => Group.from<Value>([read(list[0] ?? null), list]));
  },
  'dictsort input:dict case_sensitive=:bool by=:string reverse=:bool': (dict, caseSensitive, by = 'key', reverse) => {
    const at = ['key', 'value'].indexOf(by);
    if (at === -1) {
      fail('value_error', `there is no '${by}'`);
    }
    const pairs = pairsOf(dict).map((pair) => tuple(...pair));
    return sorted(pairs, keyOf(at, caseSensitive), reverse);
  },
});
