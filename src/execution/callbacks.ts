import { deref, type StateReader } from '../conductor/state.ts';
import type { CallbackCommand, Reply } from '../host/directory.ts';
import { isFinal } from '../machine/lifecycle.ts';
import { TASK } from '../machine/task-lifecycle.ts';
import type { ProblemCode } from '../problem/problem.ts';
import { equals, type Json } from '../value/json.ts';

/**
 * What a callback gets that cannot complete its task any more: the same answer again when it says what the first
 * one said, a refusal otherwise. Null: it is the first, and the task still waits.
 */
export function answerCallback(state: StateReader, command: CallbackCommand): Reply | null {
  const row = state.get('task', command.instance);
  if (row === undefined) {
    return refusal('not_found', 'the callback names a task instance that does not exist');
  }
  if (row.attempt !== command.attempt) {
    return refusal(
      'callback_expired',
      `the task is at attempt ${row.attempt}; this callback is for ${command.attempt}`,
    );
  }
  if (!isFinal(TASK, row.status)) {
    return null;
  }
  const outcome = row.status === 'succeeded' ? 'succeeded' : row.error?.code === 'callback_failed' ? 'failed' : null;
  if (outcome === null) {
    return refusal('callback_expired', `the task is ${row.status}: nobody waits for this callback any more`);
  }
  const first = row.result === null ? null : deref(state, row.result);
  if (outcome === command.outcome && equals(first, JSON.parse(command.body) as Json)) {
    return { ok: true, body: JSON.stringify({ instance: command.instance, status: 'accepted' }), seq: 0 };
  }
  return refusal('callback_used', 'another answer was given first');
}

function refusal(code: ProblemCode, detail: string): Reply {
  return { ok: false, problem: { code, detail } };
}
