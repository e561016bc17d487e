import type { CallbackCommand, InquiryAddress, Reply } from '../host/directory.ts';
import { isFinal } from '../machine/lifecycle.ts';
import { TASK } from '../machine/task-lifecycle.ts';
import type { ProblemCode } from '../problem/problem.ts';
import { type ItemRow, itemKey, type TaskRow } from '../projection/rows.ts';
import { deref, type StateReader } from '../projection/state.ts';
import { equals, type Json } from '../value/json.ts';

/**
 * What a callback gets that cannot complete its attempt any more: the same answer again when it says what the first
 * one said, a refusal otherwise. Null: it is the first, and the attempt still runs or waits.
 */
export function answerCallback(state: StateReader, command: CallbackCommand): Reply | null {
  const task = state.get('task', command.instance);
  const row = attemptRow(state, command);
  if (task === undefined || row === undefined) {
    return refusal('not_found', 'the callback names a task instance that does not exist');
  }
  if (task.attempt !== command.attempt) {
    const detail = `the task is at attempt ${task.attempt}; this callback is for ${command.attempt}`;
    return refusal('callback_expired', detail);
  }
  const { status } = row;
  if (!isFinal(TASK, status) && !isFinal(TASK, task.status)) {
    return null;
  }
  const outcome = status === 'succeeded' ? 'succeeded' : row.error?.code === 'callback_failed' ? 'failed' : null;
  if (outcome === null) {
    return refusal('callback_expired', `the task is ${status}: nobody waits for this callback any more`);
  }
  const first = row.result === null ? null : deref(state, row.result);
  if (outcome === command.outcome && equals(first, JSON.parse(command.body) as Json)) {
    return { ok: true, body: JSON.stringify({ instance: command.instance, status: 'accepted' }), seq: 0 };
  }
  return refusal('callback_used', 'another answer was given first');
}

/** What the call of an attempt went out with; null when it has none. */
export function inputOfAttempt(state: StateReader, address: InquiryAddress): Json {
  const row = attemptRow(state, address);
  return row?.input == null ? null : deref(state, row.input);
}

function attemptRow(state: StateReader, { instance, item }: InquiryAddress): TaskRow | ItemRow | undefined {
  return item === null ? state.get('task', instance) : state.get('item', itemKey(instance, item));
}

function refusal(code: ProblemCode, detail: string): Reply {
  return { ok: false, problem: { code, detail } };
}
