import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { pastState } from '../../src/api/execution/past-state.ts';
import type { Execution } from '../../src/execution/execution.ts';
import type { Reply } from '../../src/host/directory.ts';
import { ProblemError } from '../../src/problem/problem.ts';
import type { Json } from '../../src/value/json.ts';
import { SHAPES } from '../conductor/workflows.ts';
import { type Endpoints, startEndpoints } from '../support/endpoints.ts';
import { bodyOf, liveExecution, startCommand } from '../support/live-execution.ts';

interface State {
  readonly seq: number;
  readonly status: string;
  readonly scheduled: readonly string[];
  readonly executing: readonly string[];
}

/** Whether a call has gone out already is no fact of the log: what is to be dispatched and what is out count as one. */
const comparable = ({ scheduled, executing, ...rest }: State) => ({
  ...rest,
  out: [...scheduled, ...executing].sort(),
});

interface Recorded {
  readonly execution: Execution;
  /** The state after each event, as it was shown then. */
  readonly states: ReadonlyMap<number, State>;
  readonly last: number;
}

/** Runs a workflow and records its state after every event, while it runs. */
async function recorded(
  yaml: string,
  input: Json = {},
  ref = 'test.workflow',
  meanwhile: (execution: Execution) => Promise<void> = async () => undefined,
): Promise<Recorded> {
  const replies: Promise<Reply>[] = [];
  let recording = false;
  const { execution } = liveExecution({
    onTurn: (running) => {
      if (!recording) {
        recording = true;
        replies.push(running.state());
        recording = false;
      }
    },
  });
  bodyOf(await execution.start(startCommand(yaml, input, ref)));
  await meanwhile(execution);
  const wait = async () => bodyOf<{ status: string; seq: number }>(await execution.wait(20_000));
  let shown = await wait();
  // One that has answered its caller goes on.
  while (shown.status === 'running') {
    await new Promise((done) => setTimeout(done, 20));
    shown = await wait();
  }
  expect(['succeeded', 'failed', 'canceled', 'timed_out']).toContain(shown.status);
  replies.push(execution.state());
  const states = new Map<number, State>();
  for (const reply of await Promise.all(replies)) {
    if (reply.ok) {
      const state = bodyOf<State>(reply);
      states.set(state.seq, state);
    }
  }
  return { execution, states, last: shown.seq };
}

/** Compares every event, or after the first 500 every so-manieth. */
async function expectSamePast({ execution, states, last }: Recorded, step = 1): Promise<void> {
  expect([...states.keys()].sort((a, b) => a - b)).toEqual(Array.from({ length: last }, (_, i) => i + 1));
  for (const [seq, state] of states) {
    if (seq > 500 && seq % step !== 0) {
      continue;
    }
    expect(comparable((await pastState(execution, seq)) as unknown as State)).toEqual(comparable(state));
  }
}

describe('the past, folded outside from checkpoint and log, is what was shown then', () => {
  test.each(Object.entries(SHAPES).filter(([, { outcomes }]) => outcomes === undefined))('%s', async (_, { yaml }) => {
    await expectSamePast(await recorded(yaml));
  });

  let endpoints: Endpoints;
  beforeAll(async () => {
    endpoints = await startEndpoints();
  });
  afterAll(() => endpoints.close());
  const inputs: Readonly<Record<string, (base: string) => Json>> = {
    monitoring_loop: (base) => ({ url: `${base}/health/4/past`, interval: 0.01 }),
    retry_with_cycle: (base) => ({ url: `${base}/flaky/3/past`, first_pause: 0.01 }),
    conditional_loop: (base) => ({ url: `${base}/pages/1/3` }),
    fan_out_join: (base) => ({ base: `${base}/values/past` }),
    fan_out_join_two: (base) => ({ base: `${base}/values/past2` }),
    order_received: () => ({ order: 7 }),
    approval_by_webhook: (base) => ({ notify: `${base}/notify/past`, subject: 'release 7' }),
  };

  test('every example is here', () => {
    const files = readdirSync(join(import.meta.dirname, '../../packs/examples/workflows'));
    expect(files.map((file) => file.replace(/\.yaml$/, '')).sort()).toEqual(Object.keys(inputs).sort());
  });

  test.each(Object.keys(inputs))('example %s', async (name) => {
    const yaml = readFileSync(join(import.meta.dirname, `../../packs/examples/workflows/${name}.yaml`), 'utf8');
    const answer = async (execution: Execution) => {
      const state = async () => bodyOf<State & { waiting_for?: string }>(await execution.state());
      await expect.poll(async () => (await state()).waiting_for).toBeDefined();
      const [instance = ''] = (await state()).executing;
      const result = JSON.stringify({ approved: true, by: 'Ada' });
      bodyOf(await execution.complete({ instance, item: null, status: 'succeeded', result, message: '' }));
    };
    const meanwhile = name === 'approval_by_webhook' ? answer : undefined;
    await expectSamePast(await recorded(yaml, inputs[name]?.(endpoints.url) ?? {}, `examples.${name}`, meanwhile));
  });

  test('loops with forks and joins, items and large values, over several checkpoints', async () => {
    const run = await recorded(`
vars: {text: "{{ 'x' * 300 }}", seen: 0}
entry_points: [head]
tasks:
  - {name: head, next: [{publish: {seen: "{{ iteration() }}"}, do: [left, each]}, ]}
  - {name: left, next: [{publish: {text: "{{ 'y' * (300 + iteration()) }}"}, do: meet}]}
  - name: each
    with: {items: "{{ [1, 2, 3] }}"}
    action: core.echo
    input: {message: "{{ 'z' * (200 + item) }}"}
    next: [{publish: {list: "{{ result() }}"}, do: meet}]
  - name: meet
    join: all
    next: [{when: "{{ iteration() < 200 }}", do: [head, aside]}]
  - {name: aside, next: [{publish: {aside: "{{ iteration() }}"}, do: continue}]}
`);
    expect(run.last).toBeGreaterThan(1200);
    await expectSamePast(run, 25);
  });

  test('an event that has not been is not found', async () => {
    const { execution, last } = await recorded('tasks: [{name: a}]');
    await expect(pastState(execution, last + 1)).rejects.toThrow(ProblemError);
  });
});

test('checkpoints cost a fixed share of each event, however wide the execution is', async () => {
  const wide = (n: number) => `
tasks:
  - {name: s, next: [{do: [${Array.from({ length: n }, (_, i) => `b${i}`)}]}]}
${Array.from({ length: n }, (_, i) => `  - {name: b${i}, next: [{do: j}]}`).join('\n')}
  - {name: j, join: all}`;
  const { execution, sql } = liveExecution();
  bodyOf(await execution.start(startCommand(wide(4000))));
  const { seq } = bodyOf<{ seq: number }>(await execution.wait(60_000));
  const taken = sql.exec('SELECT seq, size FROM checkpoint GROUP BY seq ORDER BY seq');
  const rows = taken.reduce((sum, { size }) => sum + Number(size), 0);
  expect(taken.length).toBeGreaterThan(0);
  expect(rows / seq).toBeLessThan(13);
  for (const [i, { seq: at }] of taken.entries()) {
    const before = taken[i - 1];
    expect(Number(at) - Number(before?.seq ?? 0)).toBeGreaterThanOrEqual(Math.max(500, Number(before?.size ?? 0)));
  }
});
