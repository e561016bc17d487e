import { type CallArguments, Callable } from '../../core/callable.ts';
import type { Env } from '../../core/env.ts';
import { memberOf } from '../../core/member.ts';
import { refuseSealed } from '../../core/seal.ts';
import { type AnyOperation, perform } from '../../core/signature.ts';
import { Undefined, undefinedMember } from '../../core/undefined.ts';
import { describe, isList, isMapping, Special, unmarked, type Value } from '../../core/value.ts';
import { fail } from '../../error.ts';
import { DICT_METHODS } from './dicts.ts';
import { LIST_METHODS } from './lists.ts';
import { STRING_METHODS } from './strings.ts';

/** Methods of the objects that templates make: `loop.cycle`, `cycler.next`. */
const OBJECT_METHODS = ['cycle', 'changed', 'next', 'reset'];

/** Every name that can be a method of something. */
export const METHOD_NAMES: ReadonlySet<string> = new Set([
  ...STRING_METHODS.keys(),
  ...LIST_METHODS.keys(),
  ...DICT_METHODS.keys(),
  ...OBJECT_METHODS,
]);

function tableOf(object: Value): ReadonlyMap<string, AnyOperation> | undefined {
  if (typeof object === 'string') {
    return STRING_METHODS;
  }
  return isList(object) ? LIST_METHODS : isMapping(object) ? DICT_METHODS : undefined;
}

/** Calls `object.name(…)`. Methods come from these tables and from nowhere else. */
export function callMethod(target: Value, name: string, given: CallArguments, env: Env): Value {
  if (target instanceof Undefined) {
    throw target.fault();
  }
  const object = unmarked(target);
  refuseSealed(object);
  const method = tableOf(object)?.get(name);
  if (method !== undefined) {
    return perform(name, method, object, given, env);
  }
  const member = object instanceof Special || isMapping(object) ? memberOf(object, name, env) : undefined;
  if (member instanceof Callable) {
    return member.call(given, env);
  }
  if (member === undefined || member instanceof Undefined) {
    throw undefinedMember(object, name).fault();
  }
  return fail('type_error', `${describe(member)} cannot be called`);
}
