import { fail } from '../error.ts';
import { refuseSealed } from './seal.ts';
import { describe, isInteger, numeric, unmarked, type Value } from './value.ts';

/** An argument that must be an integer. */
export function integerOf(value: Value | undefined, otherwise = 0): number {
  if (value === undefined) {
    return otherwise;
  }
  const whole = typeof value === 'boolean' ? Number(value) : value;
  return isInteger(whole) ? whole : wrong('an integer', value);
}

/** An argument that must be a number. */
export function numberOf(value: Value | undefined, otherwise = 0): number {
  if (value === undefined) {
    return otherwise;
  }
  return numeric(value) ?? wrong('a number', value);
}

/** An argument that must be a string. */
export function stringOf(value: Value | undefined, otherwise = ''): string {
  if (value === undefined) {
    return otherwise;
  }
  const text = unmarked(value);
  return typeof text === 'string' ? text : wrong('a string', value);
}

function wrong(expected: string, value: Value): never {
  refuseSealed(value);
  return fail('type_error', `${expected} is needed, not ${describe(value)}`);
}
