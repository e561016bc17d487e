import * as v from 'valibot';
import { SIGNAL_NAME } from '../inbox/rows.ts';
import type { Action } from './action.ts';
import { withInput } from './input.ts';
import { expiresEntry, schemaEntry } from './waiting-input.ts';

const WaitInput = v.strictObject({
  signal: v.pipe(
    v.string(),
    v.regex(SIGNAL_NAME, 'expected a name of letters, digits, `_`, `.` and `-`, at most 128 of them'),
  ),
  schema: v.optional(schemaEntry),
  expires_in: v.optional(expiresEntry),
});

/** The signal's payload is the result. `filter` stays with the conductor, which asks it of every payload. */
export const wait: Action = {
  ref: 'core.wait',
  label: 'Wait for a signal',
  run: (call) =>
    withInput(WaitInput, call, ({ signal, expires_in }) => ({
      type: 'awaits',
      signal,
      expiresAt: expires_in === undefined ? null : call.since + expires_in,
    })),
};
