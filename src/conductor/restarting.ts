import type { Takeover } from '../projection/takeover.ts';
import { isObject } from '../value/json.ts';
import type { Cause, Continuation } from './cause.ts';
import { openAll } from './joins.ts';
import { mayStart } from './moving.ts';
import { noNames } from './scopes.ts';
import { create } from './start.ts';
import { startTask } from './tasks.ts';
import { extendScope, tokenRow } from './tokens.ts';
import type { Turn } from './turn.ts';

/** Begins an execution with what another one has done: its rows first, then the tasks that run again. */
export function startAgain(turn: Turn, cause: Extract<Cause, { type: 'execution.rerun' }>): void {
  create(turn, cause, takeoverOf(turn, cause).counters);
  takeOver(turn, cause);
}

export const takeoverOf = (turn: Turn, { takeover }: Continuation) => turn.read(takeover) as unknown as Takeover;

/** What a rerun does first, once its row is there and it runs. */
export function takeOver(turn: Turn, cause: Continuation): void {
  const { rows, restarts } = takeoverOf(turn, cause);
  for (const { table, key, row } of rows) {
    turn.change({ type: 'row.taken', table, key, row });
  }
  editVariables(turn, cause);
  for (const { token, triggeredBy, inherited } of restarts) {
    if (!mayStart(turn)) {
      break;
    }
    const { value, markers } = tokenRow(turn, token);
    const task = turn.program.graph.indexOf.get(value) ?? -1;
    turn.change({ type: 'token.released', token });
    startTask(turn, { token, task, triggeredBy, markers, inherited });
  }
  openAll(turn);
}

/** Every token that was taken over sees the edited variables as if it had published them itself. */
function editVariables(turn: Turn, { vars: edited }: Continuation): void {
  const vars = turn.read(edited);
  if (!isObject(vars) || Object.keys(vars).length === 0) {
    return;
  }
  const names = noNames();
  for (const [name, value] of Object.entries(vars)) {
    names.vars[name] = turn.store(value);
  }
  for (const [token, row] of [...turn.state.scan('token', '')]) {
    const scope = extendScope(turn, row.scope, names);
    turn.change({ type: 'row.taken', table: 'token', key: token, row: { ...row, scope } });
  }
}
