import type { OnFailure } from '../definition/definition.ts';
import { EXECUTION } from '../machine/execution-lifecycle.ts';
import { advance, isFinal } from '../machine/lifecycle.ts';
import { TASK } from '../machine/task-lifecycle.ts';
import { continueItems } from './item-ending.ts';
import { openAll } from './joins.ts';
import { startTask } from './tasks.ts';
import { startTimers, stopTimers } from './timers.ts';
import { tokenRow } from './tokens.ts';
import type { Turn } from './turn.ts';

/** Moves the status, or says that the command changes nothing. */
function move(turn: Turn, event: 'pause' | 'resume' | 'cancel'): boolean {
  const from = turn.execution.status;
  const to = advance(EXECUTION, from, event);
  if (to === undefined) {
    turn.change({ type: 'cause.ignored', reason: `${event} changes nothing: the execution is ${from}` });
    return false;
  }
  turn.change({ type: 'execution.moved', from, to });
  turn.effect({ type: 'status', status: to });
  return true;
}

/** What runs may finish and is kept; nothing starts, and the clocks of what waits stand still. */
export function pause(turn: Turn): void {
  if (move(turn, 'pause')) {
    stopTimers(turn);
    tellChildren(turn, 'pause');
  }
}

/** What was held starts, in the order in which it came; items, joins and clocks go on. */
export function resume(turn: Turn): void {
  if (!move(turn, 'resume')) {
    return;
  }
  startTimers(turn);
  tellChildren(turn, 'resume');
  const tokens = [...turn.state.scan('token', '')].sort(([, a], [, b]) => a.order - b.order);
  for (const [token, row] of tokens) {
    const task = turn.state.get('task', row.instance ?? '');
    if (row.held) {
      release(turn, token);
    } else if (row.instance !== null && task?.items != null && task.task === row.value && !isFinal(TASK, task.status)) {
      continueItems(turn, row.instance);
    }
  }
  openAll(turn);
}

/** What this execution has started pauses and goes on with it. */
function tellChildren(turn: Turn, command: 'pause' | 'resume'): void {
  for (const [, { instance }] of turn.state.scan('token', '')) {
    const row = turn.state.get('task', instance ?? '');
    const items = row?.items == null ? [] : [...turn.state.scan('item', `${instance}|`)].map(([, item]) => item);
    for (const { child, status } of row === undefined ? [] : [row, ...items]) {
      if (child !== null && (status === 'running' || status === 'pending')) {
        turn.effect({ type: 'child', child, command });
      }
    }
  }
}

function release(turn: Turn, token: string): void {
  const { value, markers, trigger } = tokenRow(turn, token);
  const task = turn.program.graph.indexOf.get(value) ?? -1;
  turn.change({ type: 'token.released', token });
  startTask(turn, { token, task, triggeredBy: trigger === null ? [] : [trigger], markers, inherited: [] });
}

/** `finish` lets running calls end, `terminate` stops them. What waits for outside is canceled either way. */
export function cancel(turn: Turn, mode: OnFailure): void {
  const { status } = turn.execution;
  const terminate = mode === 'terminate';
  if (terminate && (status === 'failing' || status === 'canceling')) {
    turn.cancelation = 'all';
  } else if (move(turn, 'cancel')) {
    turn.cancelation = terminate ? 'all' : 'waiting';
  }
}
