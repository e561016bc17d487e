import { expressionDefaults } from '../definition/input.ts';
import type { Takeover } from '../projection/takeover.ts';
import { isObject, own, setOwn } from '../value/json.ts';
import type { Cause, Continuation } from './cause.ts';
import { openAll } from './joins.ts';
import { mayStart } from './moving.ts';
import { lookup, noNames } from './scopes.ts';
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
function editVariables(turn: Turn, cause: Continuation): void {
  const vars = turn.read(cause.vars);
  const edited = isObject(vars) ? Object.entries(vars).map(([name, value]) => [name, turn.store(value)] as const) : [];
  const input = turn.read(turn.execution.input);
  const defaults = expressionDefaults(turn.program.definition).map(({ name }) => name);
  for (const [token, row] of [...turn.state.scan('token', '')]) {
    const names = noNames();
    for (const name of defaults) {
      const given = isObject(input) ? own(input, name) : undefined;
      // A default that was evaluated at the start gives way to an input that says more, unless it was published over.
      if (given !== undefined && isFirst(turn, row.scope, name)) {
        setOwn(names.vars, name, turn.store(given));
      }
    }
    for (const [name, ref] of edited) {
      setOwn(names.vars, name, ref);
    }
    const scope = extendScope(turn, row.scope, names);
    if (scope !== row.scope) {
      turn.change({ type: 'row.taken', table: 'token', key: token, row: { ...row, scope } });
    }
  }
}

/** Whether a name still has the value that the start has given it. */
function isFirst(turn: Turn, scope: string, name: string): boolean {
  const first = own(turn.state.get('scope', '0')?.vars ?? {}, name);
  return first !== undefined && JSON.stringify(lookup(turn.state, scope, 'vars', name)) === JSON.stringify(first);
}
