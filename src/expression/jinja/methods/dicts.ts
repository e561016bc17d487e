import { dictFrom, entriesOf, lookUp } from '../../core/dictionary.ts';
import type { Env } from '../../core/env.ts';
import { type AnyOperation, operation } from '../../core/signature.ts';
import { isMapping, orElse, tuple, type Value } from '../../core/value.ts';

function entries(input: Value, env: Env): readonly (readonly [Value, Value])[] {
  return isMapping(input) ? entriesOf(input, env) : [];
}

/** Methods of dictionaries; none changes its dictionary. */
export const DICT_METHODS: ReadonlyMap<string, AnyOperation> = new Map([
  [
    'get',
    operation('key default?', (input, [key = null, otherwise = null], env) =>
      isMapping(input) ? orElse(lookUp(input, key, env), () => otherwise) : otherwise,
    ),
  ],
  ['keys', operation('', (input, _, env) => entries(input, env).map(([key]) => key))],
  ['values', operation('', (input, _, env) => entries(input, env).map(([, value]) => value))],
  ['items', operation('', (input, _, env) => entries(input, env).map(([key, value]) => tuple(key, value)))],
  ['copy', operation('', (input, _, env) => dictFrom(entries(input, env), env))],
]);
