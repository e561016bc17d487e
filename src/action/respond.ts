import * as v from 'valibot';
import type { Json } from '../value/json.ts';
import { LIMITS } from '../value/limits.ts';
import type { Action } from './action.ts';
import { failed } from './action.ts';
import { json, withInput } from './input.ts';

const RespondInput = v.strictObject({
  status: v.optional(v.pipe(v.number(), v.integer(), v.minValue(200), v.maxValue(599)), 200),
  headers: v.optional(
    v.pipe(
      v.record(
        v.pipe(v.string(), v.regex(/^[A-Za-z0-9!#$%&'*+.^_`|~-]{1,128}$/, 'expected the name of a header')),
        v.union([
          v.pipe(v.string(), v.maxLength(4096), v.regex(/^[\t\x20-\x7e\x80-\xff]*$/, 'expected the value of a header')),
          v.number(),
          v.boolean(),
        ]),
      ),
      v.maxEntries(64),
    ),
    {},
  ),
  body: v.optional(json),
});

/** Answers the one who waits for the execution; the execution goes on. The first answer counts. */
export const respond: Action = {
  ref: 'core.respond',
  label: 'Answer the waiting caller',
  run: (call) =>
    withInput(RespondInput, call, ({ status, headers: given, body = null }) => {
      const headers = Object.fromEntries(
        Object.entries(given).map(([name, value]) => [name.toLowerCase(), String(value)]),
      );
      const answer: { readonly [key: string]: Json } = { status, headers, body };
      return JSON.stringify(answer).length > LIMITS.valueBytes
        ? failed({ code: 'value_too_large', message: `the answer is over ${LIMITS.valueBytes} bytes`, kind: 'action' })
        : { type: 'responds', answer };
    }),
};
