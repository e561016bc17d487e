import * as v from 'valibot';
import type { Action } from './action.ts';
import { withInput } from './input.ts';
import { expiresEntry, schemaEntry } from './waiting-input.ts';

const AskInput = v.strictObject({
  prompt: v.pipe(v.string(), v.minLength(1, 'expected a question'), v.maxLength(16_384)),
  schema: v.optional(schemaEntry),
  assignee: v.optional(v.pipe(v.string(), v.minLength(1), v.maxLength(256))),
  expires_in: v.optional(expiresEntry),
});

/** Opens an inquiry; the response is the result. */
export const ask: Action = {
  ref: 'core.ask',
  label: 'Ask a human',
  run: (call) =>
    withInput(AskInput, call, ({ prompt, schema = null, assignee = null, expires_in }) => ({
      type: 'asks',
      question: { prompt, schema, assignee },
      expiresAt: expires_in === undefined ? null : call.since + expires_in,
    })),
};
