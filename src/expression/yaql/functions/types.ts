import { refuseSealed } from '../../core/seal.ts';
import type { Value } from '../../core/value.ts';
import { eager, type Overload } from '../overloads.ts';
import { CHECKS } from '../parameters.ts';

function is(type: keyof typeof CHECKS) {
  return (value: Value): boolean => {
    refuseSealed(value);
    return CHECKS[type](value);
  };
}

/** Functions that tell whether a value is of a type. */
export const TYPES: readonly Overload[] = eager({
  'isBoolean value:any': is('boolean'),
  'isDatetime value:any': is('datetime'),
  'isDict arg:any': is('dict'),
  'isInteger value:any': is('integer'),
  'isIterable value:any': is('iterable'),
  'isList arg:any': is('list'),
  'isNumber value:any': is('number'),
  'isRegex value:any': is('regex'),
  'isSet arg:any': is('set'),
  'isString arg:any': is('string'),
  'isTimespan value:any': is('timespan'),
});
