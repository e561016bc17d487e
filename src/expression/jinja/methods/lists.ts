import { integerOf } from '../../core/arguments.ts';
import type { Env } from '../../core/env.ts';
import { equal } from '../../core/equality.ts';
import { iterate } from '../../core/iterate.ts';
import { type AnyOperation, type Bound, operation } from '../../core/signature.ts';
import type { Value } from '../../core/value.ts';
import { fail } from '../../error.ts';

/** Methods of lists; none changes its list. */
export const LIST_METHODS: ReadonlyMap<string, AnyOperation> = new Map([
  [
    'count',
    operation(
      'value',
      (input, [value = null], env) => iterate(input, env).filter((item) => equal(item, value, env)).length,
    ),
  ],
  ['index', operation('value start? stop?', index)],
  ['copy', operation('', (input, _, env) => [...iterate(input, env)])],
]);

function index(input: Value, [value = null, start, stop]: Bound, env: Env): Value {
  const items = iterate(input, env);
  const from = integerOf(start);
  const to = integerOf(stop, items.length);
  const found = items.slice(from, to).findIndex((item) => equal(item, value, env));
  const offset = from < 0 ? Math.max(0, items.length + from) : from;
  return found === -1 ? fail('value_error', 'the list does not have this item') : found + offset;
}
