import { fail } from '../error.ts';
import { sealed } from './seal.ts';
import { describe, isInteger, Markup, numeric, type Value } from './value.ts';

/** An argument that must be an integer. */
export function integerOf(value: Value | undefined, what: string, otherwise = 0): number {
  if (value === undefined) {
    return otherwise;
  }
  const whole = typeof value === 'boolean' ? Number(value) : value;
  return isInteger(whole) ? whole : wrong(what, 'an integer', value);
}

/** An argument that must be a number. */
export function numberOf(value: Value | undefined, what: string, otherwise = 0): number {
  if (value === undefined) {
    return otherwise;
  }
  return numeric(value) ?? wrong(what, 'a number', value);
}

/** An argument that must be a string. */
export function stringOf(value: Value | undefined, what: string, otherwise = ''): string {
  if (value === undefined) {
    return otherwise;
  }
  const text = value instanceof Markup ? value.content : value;
  return typeof text === 'string' ? text : wrong(what, 'a string', value);
}

function wrong(what: string, expected: string, value: Value): never {
  if (sealed(value)) {
    fail('sealed_value_used', `a sealed value cannot be ${what}`);
  }
  return fail('type_error', `${what} must be ${expected}, not ${describe(value)}`);
}
