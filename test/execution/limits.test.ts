import { describe, expect, test } from 'vitest';
import type { Cause } from '../../src/conductor/cause.ts';
import { create } from '../../src/execution/schema.ts';
import { Turns } from '../../src/execution/turns.ts';
import { programOf } from '../conductor/workflows.ts';
import { nodeStorage } from '../support/node-storage.ts';

const LOOP = `
entry_points: [step]
max_task_iterations: 1000
tasks:
  - {name: step, next: [{publish: [{last: "{{ result() }}"}], do: step}]}`;

/** Takes completions in until the execution ends; every result is `size` characters long. */
function run(limits: { readonly history: number; readonly valuesTotal: number }, size: number) {
  const sql = nodeStorage();
  create(sql);
  const turns = new Turns(
    sql,
    { set: () => undefined },
    { now: () => 1_700_000_000_000 },
    () => ({ parent: false, caller: false }),
    limits,
  );
  const program = programOf(LOOP);
  const started: Omit<Extract<Cause, { type: 'execution.started' }>, 'at'> = {
    ...{ type: 'execution.started', id: '01JD0000000000000000000000', workflow: 'test.workflow', definition: 'hash' },
    ...{ input: { inline: {} }, startAt: null, tags: [], limits: { duration: 86_400_000, taskIterations: 1000 } },
  };
  turns.take(program, (_, at) => ({ ...started, at }));
  for (let n = 1; n < 100 && turns.state.get('execution', '')?.endedAt === null; n++) {
    turns.take(program, (store, at) => ({
      ...{ type: 'task.completed', at, instance: `step:${n}`, item: null, attempt: 1 },
      result: store('x'.repeat(size)),
    }));
  }
  return turns.state.get('execution', '');
}

describe('the limits of one execution', () => {
  test('on its history', () => {
    expect(run({ history: 20, valuesTotal: 1_000_000 }, 1)).toMatchObject({
      ...{ status: 'failed', seq: 21, active: 0 },
      error: { code: 'history_limit_exceeded' },
    });
  });

  test('on all its values', () => {
    const row = run({ history: 1_000, valuesTotal: 20_000 }, 3_000);
    expect(row).toMatchObject({ status: 'failed', active: 0, error: { code: 'values_limit_exceeded' } });
  });
});
