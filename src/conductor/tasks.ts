import type { TaskDefinition } from '../definition/definition.ts';
import { taskAt } from '../graph/transition-graph.ts';
import type { ExecutionError } from '../problem/task-error.ts';
import type { Json, JsonObject } from '../value/json.ts';
import { EvaluationFailure, evaluateRef, holds, type Place } from './evaluation.ts';
import { fail } from './failing.ts';
import { type TaskRow, type Trigger, taskOf } from './rows.ts';
import { endToken, tokenRow, touch } from './tokens.ts';
import type { Turn } from './turn.ts';

/** How an instance comes about. */
export interface Start {
  readonly token: string;
  /** Index of the task. */
  readonly task: number;
  readonly triggeredBy: readonly Trigger[];
  /** Markers the token comes with; those that no longer matter are dropped here. */
  readonly markers: readonly string[];
  /** For a join: inbound tasks whose arrivals the next round inherits. */
  readonly inherited: readonly string[];
}

/**
 * The token, which stands at the task already, starts an instance of it. Order: condition, input, dispatch.
 * @returns the instance, or undefined when the limit on iterations forbids it
 */
export function startTask(turn: Turn, start: Start): string | undefined {
  const { graph } = turn.program;
  const task = taskAt(graph, start.task);
  const iteration = (turn.state.get('iteration', task.name)?.n ?? 0) + 1;
  const limit = task.maxIterations ?? turn.execution.limits.taskIterations;
  if (iteration > limit) {
    failAtTask(turn, start.token, task, overLimit(task, limit));
    return undefined;
  }
  const instance = `${task.name}:${iteration}`;
  const markers = markersAt(turn, start, instance);
  touch(turn, tokenRow(turn, start.token));
  const { token, triggeredBy } = start;
  turn.change({
    ...{ type: 'task.scheduled', instance, task: task.name, iteration, token },
    ...{ action: task.action, triggeredBy, markers },
  });
  dispatch(turn, instance, task);
  return instance;
}

/** The markers of a token at a task: those that still matter there, and the new instance if it is one. */
function markersAt(turn: Turn, start: Start, instance: string): readonly string[] {
  const { plan } = turn;
  const { indexOf } = turn.program.graph;
  const kept = start.markers.filter((marker) => {
    const task = indexOf.get(taskOf(marker)) ?? -1;
    return task !== start.task && plan.carries(start.task, task);
  });
  if (!plan.remembers(start.task)) {
    return kept;
  }
  const markers = [...kept, instance];
  const { scope } = tokenRow(turn, start.token);
  const counted = plan.activeJoins(start.task).length > 0;
  turn.change({
    ...{ type: 'group.opened', group: instance, scope, markers },
    ...{ inherited: start.inherited, tokens: 0, counted },
  });
  return markers;
}

function dispatch(turn: Turn, instance: string, task: TaskDefinition): void {
  const row = taskRow(turn, instance);
  const place: Place = {
    scope: tokenRow(turn, row.token).scope,
    task: row,
    instance,
    bound: bound(task, instance, row),
  };
  const address = { instance, item: null, attempt: row.attempt };
  try {
    if (!holds(turn, task.when, `${task.path}/when`, place)) {
      turn.effect({ type: 'skip', ...address });
      return;
    }
    const input = evaluateInput(turn, task, place);
    turn.change({ type: 'task.dispatched', instance, attempt: row.attempt, input });
    turn.effect({ type: 'call', ...address, action: task.action ?? 'core.noop', input, timeout: null });
  } catch (thrown) {
    if (!(thrown instanceof EvaluationFailure)) {
      throw thrown;
    }
    const { error } = thrown;
    turn.change({ type: 'task.ended', instance, status: 'failed', result: null, error });
    failAtTask(turn, row.token, task, error);
  }
}

/** An input without entries needs no evaluation and no row. */
function evaluateInput(turn: Turn, task: TaskDefinition, place: Place) {
  return evaluateRef(turn, task.input as JsonObject, `${task.path}/input`, place);
}

function bound(task: TaskDefinition, instance: string, row: TaskRow): Readonly<Record<string, Json>> {
  return task.action === 'core.webhook'
    ? { callback_url: { $sealed: [{ callback: { instance, item: null, attempt: row.attempt } }] } }
    : {};
}

export function taskRow(turn: Turn, instance: string): TaskRow {
  const row = turn.state.get('task', instance);
  if (row === undefined) {
    throw new Error(`there is no task instance ${instance}`);
  }
  return row;
}

/** The token fails where it stands, past all transitions: an error of the engine or of an expression. */
function failAtTask(turn: Turn, token: string, task: TaskDefinition, error: ExecutionError): void {
  const { value, scope } = tokenRow(turn, token);
  endToken(turn, token, turn.program.machine.step(value, endEvent(task, false)), scope);
  fail(turn, error);
}

/** The event that ends a token without taking a transition. */
export function endEvent(task: TaskDefinition, succeeded: boolean) {
  const type = task.match === 'first' ? 'completed' : 'completed.none';
  return { type, succeeded, holds: () => false } as const;
}

function overLimit(task: TaskDefinition, limit: number): ExecutionError {
  return {
    code: 'iteration_limit_exceeded',
    message: `task "${task.name}" may run at most ${limit} times in one execution`,
    kind: 'engine',
    task: task.name,
    data: { task: task.name, count: limit },
  };
}
