import * as v from 'valibot';
import { parseDuration } from '../value/duration.ts';
import type { Action } from './action.ts';
import { failed } from './action.ts';
import { request, requestEntries } from './http-request.ts';
import { withInput } from './input.ts';

const HttpInput = v.strictObject(requestEntries);

export const http: Action = {
  ref: 'core.http',
  label: 'Make an HTTP request',
  run: (call, ports, signal) => withInput(HttpInput, call, (input) => request(input, call, ports, signal)),
};

const WebhookInput = v.strictObject({
  ...requestEntries,
  method: v.optional(requestEntries.method.wrapped, 'POST'),
  expires_in: v.optional(v.union([v.number(), v.string()])),
});

/** Calls out like `core.http`; the result is the body of the callback, once it comes. */
export const webhook: Action = {
  ref: 'core.webhook',
  label: 'Call out and wait for the callback',
  run: (call, ports, signal) =>
    withInput(WebhookInput, call, async ({ expires_in, ...input }) => {
      const patience = expires_in === undefined ? null : parseDuration(expires_in);
      if (patience === undefined) {
        return failed({ code: 'input_invalid', message: `"${expires_in}" is no duration`, kind: 'action' });
      }
      const outcome = await request(input, call, ports, signal);
      if (outcome.type !== 'completed') {
        return outcome;
      }
      return { type: 'pending', expiresAt: patience === null ? null : call.since + patience };
    }),
};
