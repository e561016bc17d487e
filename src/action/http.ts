import type { Action } from './action.ts';
import { request } from './http-request.ts';
import { withInput } from './input.ts';
import { HttpInput, WebhookInput } from './request-input.ts';

export const http: Action = {
  ref: 'core.http',
  label: 'Make an HTTP request',
  run: (call, ports, signal) => withInput(HttpInput, call, (input) => request(input, call, ports, signal)),
};

/** Calls out like `core.http`; the result is the body of the callback, once it comes. */
export const webhook: Action = {
  ref: 'core.webhook',
  label: 'Call out and wait for the callback',
  run: (call, ports, signal) =>
    withInput(WebhookInput, call, async ({ expires_in, schema: _, secret, ...input }) => {
      const outcome = await request(input, call, ports, signal, secret);
      return outcome.type === 'completed'
        ? { type: 'pending', expiresAt: expires_in === undefined ? null : call.since + expires_in }
        : outcome;
    }),
};
