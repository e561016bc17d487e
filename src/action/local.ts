import * as v from 'valibot';
import { type Action, completed, failed } from './action.ts';
import { json, withInput } from './input.ts';

const AnyInput = v.record(v.string(), json);

export const noop: Action = {
  ref: 'core.noop',
  label: 'Do nothing',
  run: () => completed(null),
};

const LogInput = v.strictObject({
  message: json,
  level: v.optional(v.picklist(['debug', 'info', 'warning', 'error'])),
});

/** The line is part of the task's input, so it is in the log already. */
export const log: Action = {
  ref: 'core.log',
  label: 'Write a line into the log of the execution',
  run: (call) => withInput(LogInput, call, () => completed(null)),
};

export const echo: Action = {
  ref: 'core.echo',
  label: 'Give the message back',
  run: (call) => withInput(AnyInput, call, ({ message }) => completed(message ?? null)),
};

const FailInput = v.strictObject({
  message: v.optional(v.string()),
  code: v.optional(v.string()),
  data: v.optional(json),
});

export const fail: Action = {
  ref: 'core.fail',
  label: 'Fail with an error',
  run: (call) =>
    withInput(FailInput, call, ({ message = 'the task was told to fail', code = 'failed', data }) =>
      failed({ code, message, kind: 'action', ...(data === undefined ? {} : { data }) }),
    ),
};
