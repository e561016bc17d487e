import * as v from 'valibot';
import { parseDuration } from '../value/duration.ts';
import { type Action, failed } from './action.ts';
import { withInput } from './input.ts';

const SleepInput = v.strictObject({ seconds: v.union([v.number(), v.string()]) });

/** Counted from the first dispatch, so a redelivery does not sleep longer. */
export const sleep: Action = {
  ref: 'core.sleep',
  label: 'Wait for a time',
  run: (call) =>
    withInput(SleepInput, call, ({ seconds }) => {
      const duration = parseDuration(seconds);
      return duration === undefined
        ? failed({ code: 'input_invalid', message: `"${seconds}" is no duration`, kind: 'action' })
        : { type: 'deferred', until: call.since + duration };
    }),
};
