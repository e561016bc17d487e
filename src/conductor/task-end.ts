import type { TaskDefinition } from '../definition/definition.ts';
import { taskAt } from '../graph/transition-graph.ts';
import type { ExecutionError } from '../problem/task-error.ts';
import type { TaskRow } from '../projection/rows.ts';
import { fail } from './moving.ts';
import { stopCalls } from './stopping.ts';
import { clearTimers, stopWaiting } from './timers.ts';
import { endToken, tokenRow } from './tokens.ts';
import type { Turn } from './turn.ts';

export function taskRow(turn: Turn, instance: string): TaskRow {
  const row = turn.state.get('task', instance);
  if (row === undefined) {
    throw new Error(`there is no task instance ${instance}`);
  }
  return row;
}

/** The definition of an instance's task. */
export function definitionOf(turn: Turn, { task }: TaskRow): TaskDefinition {
  return taskAt(turn.program.graph, turn.program.graph.indexOf.get(task) ?? -1);
}

/** The token fails where it stands, past all transitions: an error of the engine or of an expression. */
export function failAtTask(turn: Turn, token: string, task: TaskDefinition, error: ExecutionError): void {
  const { value, scope } = tokenRow(turn, token);
  endToken(turn, token, turn.program.machine.step(value, endEvent(task, false)), scope);
  fail(turn, error);
}

/** An instance that cannot go on because of an error no transition may handle. */
export function failTerminally(turn: Turn, instance: string, error: ExecutionError): void {
  const row = taskRow(turn, instance);
  if (row.status === 'running' || row.status === 'pending') {
    stopCalls(turn, instance, row);
  }
  stopWaiting(turn, instance, null, 'failed');
  turn.change({ type: 'task.ended', instance, status: 'failed', result: null, error });
  clearTimers(turn, instance);
  failAtTask(turn, row.token, definitionOf(turn, row), error);
}

/** The event that ends a token without taking a transition. */
export function endEvent(task: TaskDefinition, succeeded: boolean) {
  const type = task.match === 'first' ? 'completed' : 'completed.none';
  return { type, succeeded, holds: () => false } as const;
}
