import { needed } from '../../core/arguments.ts';
import { type CallArguments, Callable } from '../../core/callable.ts';
import { dictFrom, pairsOf } from '../../core/dictionary.ts';
import { equal } from '../../core/equality.ts';
import { memberOf } from '../../core/member.ts';
import { refuseSealed } from '../../core/seal.ts';
import { defined } from '../../core/undefined.ts';
import { isList, isMapping, unmarked, type Value } from '../../core/value.ts';
import { fail } from '../../error.ts';
import { DICT_FILTERS } from '../filters/collections.ts';
import { byName, type Operation, operations, perform } from '../operation.ts';
import { STRING_METHODS } from './strings.ts';

const LIST_METHODS = byName(
  operations({
    'count input:items value:any': (items, value) => items.filter((item) => equal(item, value)).length,
    'index input:items value:any start=:int stop=:int': (items, value, start = 0, stop = items.length) => {
      const found = items.slice(start, stop).findIndex((item) => equal(item, value));
      const from = start < 0 ? Math.max(0, items.length + start) : start;
      return found === -1 ? fail('value_error', 'the item is not there') : found + from;
    },
    'copy input:items': (items) => [...items],
  }),
);

const DICT_METHODS = byName([
  ...operations({
    'copy input:dict': (dict) => dictFrom(pairsOf(dict)),
  }),
  ...DICT_FILTERS,
]);

const OBJECT_METHODS = ['cycle', 'changed'];

/** Every name that a method has. */
export const METHOD_NAMES: ReadonlySet<string> = new Set([
  ...STRING_METHODS.keys(),
  ...LIST_METHODS.keys(),
  ...DICT_METHODS.keys(),
  ...OBJECT_METHODS,
]);

function tableOf(object: Value): ReadonlyMap<string, Operation> | undefined {
  return typeof object === 'string'
    ? STRING_METHODS
    : isList(object)
      ? LIST_METHODS
      : isMapping(object)
        ? DICT_METHODS
        : undefined;
}

/** Calls `target.name(…)`: only methods of the tables and members that are functions can be called. */
export function callMethod(target: Value, name: string, given: CallArguments): Value {
  const object = unmarked(defined(target));
  refuseSealed(object);
  const method = tableOf(object)?.get(name);
  if (method !== undefined) {
    return perform(name, method, given, object);
  }
  const member = defined(memberOf(object, name));
  return member instanceof Callable ? member.call(given) : needed('a function', member);
}
