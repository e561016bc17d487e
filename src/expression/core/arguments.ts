import { fail } from '../error.ts';
import { refuseSealed } from './seal.ts';
import { describe, isInteger, numeric, unmarked, type Value } from './value.ts';

/** Refuses an argument that is not what is needed. */
export function needed(what: string, value: Value): never {
  refuseSealed(value);
  return fail('type_error', `${what} is needed, not ${describe(value)}`);
}

/** An argument that must be an integer. */
export function integerOf(value: Value): number {
  const whole = typeof value === 'boolean' ? Number(value) : value;
  return isInteger(whole) ? whole : needed('an integer', value);
}

/** An argument that must be a number. */
export function numberOf(value: Value): number {
  return numeric(value) ?? needed('a number', value);
}

/** An argument that must be a string. */
export function stringOf(value: Value = ''): string {
  const text = unmarked(value);
  return typeof text === 'string' ? text : needed('a string', value);
}
