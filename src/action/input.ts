import * as v from 'valibot';
import type { Call, CallOutcome } from '../host/ports.ts';
import type { Json } from '../value/json.ts';
import { failed } from './action.ts';

/** Any JSON value, as it is. */
export const json = v.custom<Json>((value) => value !== undefined, 'expected a value');

type AnySchema = v.BaseSchema<unknown, unknown, v.BaseIssue<unknown>>;

/** Reads an action's input by its schema; what does not fit fails the task with every finding in the message. */
export function withInput<S extends AnySchema>(
  schema: S,
  call: Call,
  run: (input: v.InferOutput<S>) => CallOutcome | Promise<CallOutcome>,
): CallOutcome | Promise<CallOutcome> {
  const parsed = v.safeParse(schema, call.input);
  if (parsed.success) {
    return run(parsed.output);
  }
  const findings = parsed.issues.map((issue) => {
    const path = issue.path?.map((step) => String(step.key)).join('.') ?? 'input';
    return { path, message: issue.message };
  });
  const message = findings.map(({ path, message: text }) => `${path}: ${text}`).join('; ');
  return failed({
    code: 'input_invalid',
    message: `the input does not fit ${call.action}: ${message}`,
    kind: 'action',
    data: findings,
  });
}
