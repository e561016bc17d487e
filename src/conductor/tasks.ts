import type { TaskDefinition } from '../definition/definition.ts';
import { taskAt } from '../graph/transition-graph.ts';
import type { ExecutionError } from '../problem/task-error.ts';
import { type Trigger, taskOf } from '../projection/rows.ts';
import { begin } from './dispatching.ts';
import { failAtTask } from './task-end.ts';
import { tokenRow, touch } from './tokens.ts';
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
  const { taskIterations, iterationsAsked } = turn.execution.limits;
  const limit = iterationsAsked ? taskIterations : (task.maxIterations ?? taskIterations);
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
  begin(turn, instance);
  return instance;
}

/** A token that was held may start its task now. */
export function release(turn: Turn, token: string): void {
  turn.change({ type: 'token.released', token });
  startHere(turn, token);
}

/** A token that came by one transition starts the task it stands at. */
export function startHere(turn: Turn, token: string): void {
  const { value, markers, trigger } = tokenRow(turn, token);
  const task = turn.program.graph.indexOf.get(value) ?? -1;
  startTask(turn, { token, task, triggeredBy: trigger === null ? [] : [trigger], markers, inherited: [] });
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

function overLimit(task: TaskDefinition, limit: number): ExecutionError {
  const message = `task "${task.name}" may run at most ${limit} times in one execution`;
  const data = { task: task.name, count: limit };
  return { code: 'iteration_limit_exceeded', message, kind: 'engine', task: task.name, data };
}
