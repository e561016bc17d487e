import type { CallArguments } from '../core/callable.ts';
import type { Env } from '../core/env.ts';
import { refuseSealed } from '../core/seal.ts';
import { type AnyOperation, perform } from '../core/signature.ts';
import { truth } from '../core/truth.ts';
import { Undefined } from '../core/undefined.ts';
import { Markup, type Value } from '../core/value.ts';

/** Filters that care whether text is already escaped. */
const MARKUP_AWARE: ReadonlySet<string> = new Set(['e', 'escape', 'forceescape', 'safe', 'default', 'd']);

/** Runs a filter on a value. */
export function applyFilter(name: string, filter: AnyOperation, input: Value, given: CallArguments, env: Env): Value {
  if (input instanceof Undefined && filter.lenient !== true) {
    throw input.fault();
  }
  if (filter.lenient !== true) {
    refuseSealed(input);
  }
  const value = input instanceof Markup && !MARKUP_AWARE.has(name) ? input.content : input;
  return perform(name, filter, value, given, env);
}

/** Runs a test on a value. */
export function applyTest(name: string, test: AnyOperation, input: Value, given: CallArguments, env: Env): boolean {
  if (test.lenient !== true) {
    if (input instanceof Undefined) {
      throw input.fault();
    }
    refuseSealed(input);
  }
  const value = input instanceof Markup && name !== 'escaped' ? input.content : input;
  return truth(perform(name, test, value, given, env));
}
