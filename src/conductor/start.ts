import type { Assignment } from '../definition/definition.ts';
import { expressionDefaults } from '../definition/input.ts';
import { ROOT } from '../graph/dominators.ts';
import { taskAt } from '../graph/transition-graph.ts';
import { EvaluationFailure } from '../problem/evaluation-failure.ts';
import type { ExecutionError } from '../problem/task-error.ts';
import type { ExecutionRow } from '../projection/rows.ts';
import { isObject, type Json, setOwn } from '../value/json.ts';
import type { Cause } from './cause.ts';
import { land } from './completion.ts';
import { evaluateRef } from './evaluation.ts';
import { fail } from './moving.ts';
import { type Names, noNames } from './scopes.ts';
import { DURATION, DURATION_TIMER } from './timers.ts';
import { createToken, extendScope } from './tokens.ts';
import type { Turn } from './turn.ts';

/** The row of an execution that begins, and its limit on time. */
export function create(
  turn: Turn,
  cause: Extract<Cause, { type: 'execution.started' | 'execution.rerun' | 'execution.requested' }>,
  counters: Partial<ExecutionRow> = {},
): void {
  const { program } = turn;
  const { id, workflow, definition, input, startAt, tags, limits, at } = cause;
  const plan = program.planFor(startAt);
  turn.change({
    type: 'execution.created',
    row: {
      ...{ id, workflow, definition, status: 'requested', seq: 0, at, startedAt: at, endedAt: null },
      ...{ input, startAt, tags, limits, onFailure: program.definition.onFailure },
      ...{ tokens: 0, scopes: 0, order: 0, instances: 0, active: 0, running: 0 },
      ...{ errors: 0, error: null, output: null, counted: plan.activeJoins(ROOT).length > 0 },
      ...counters,
    },
  });
  if (cause.type !== 'execution.requested') {
    turn.change({ type: 'execution.moved', from: 'requested', to: 'running' });
  }
  turn.change({ type: 'timer.set', timer: DURATION, due: at + limits.duration, ...DURATION_TIMER });
  turn.effect({ type: 'status', status: turn.execution.status });
}

/** Begins an execution: variables in order, then one token for each task it starts at. */
export function start(turn: Turn, cause: Extract<Cause, { type: 'execution.started' }>): void {
  create(turn, cause);
  begin(turn);
}

/** What a new execution does first, once its row is there and it runs. */
export function begin(turn: Turn): void {
  const { program, plan } = turn;
  const { names, error } = renderVars(turn);
  const scope = extendScope(turn, null, names);
  if (error !== null) {
    fail(turn, error);
    return;
  }
  if (plan.starts.length === 0) {
    fail(turn, { code: 'no_entry_point', message: 'the workflow has no task to start at', kind: 'engine' });
  }
  for (const task of plan.starts) {
    const token = createToken(turn, scope);
    const move = program.machine.step('start', { type: `enter.${taskAt(program.graph, task).name}` });
    land(turn, { token, move, scope, trigger: null });
  }
}

/** Defaults that are expressions, of parameters the input does not set: evaluated before the variables, in order. */
function unsetDefaults(turn: Turn): readonly Assignment[] {
  const input = turn.read(turn.execution.input);
  return expressionDefaults(turn.program.definition).filter(
    ({ name }) => !isObject(input) || !Object.hasOwn(input, name),
  );
}

function renderVars(turn: Turn): { readonly names: Names; readonly error: ExecutionError | null } {
  const names = noNames();
  const local: Record<string, Json> = {};
  const { definition } = turn.program;
  for (const { name, value, path } of [...unsetDefaults(turn), ...definition.vars]) {
    try {
      const ref = evaluateRef(turn, value, path, { scope: null, local });
      setOwn(names.vars, name, ref);
      setOwn(local, name, turn.read(ref));
    } catch (thrown) {
      if (thrown instanceof EvaluationFailure) {
        return { names, error: thrown.error };
      }
      throw thrown;
    }
  }
  return { names, error: null };
}
