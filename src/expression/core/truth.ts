import { Lookup } from '../scope.ts';
import { refuseSealed } from './seal.ts';
import { isList, Special, type Value } from './value.ts';

/** Whether a value counts as true: not null, false, zero, empty text, list or dictionary. */
export function truth(value: Value): boolean {
  if (value === null || typeof value !== 'object') {
    return Boolean(value);
  }
  if (isList(value)) {
    return value.length > 0;
  }
  if (value instanceof Special) {
    return value.truth();
  }
  refuseSealed(value);
  for (const _ in value instanceof Lookup ? value.all() : value) {
    return true;
  }
  return false;
}
