import { abortAllDurableObjects, runInDurableObject } from 'cloudflare:test';
import { describe, expect, inject, test } from 'vitest';
import type { Env } from '../../actors/env.ts';
import { executionPorts } from '../../actors/ports/execution-ports.ts';
import { pastState } from '../../src/api/execution/past-state.ts';
import { Execution } from '../../src/execution/execution.ts';
import type { StartCommand } from '../../src/host/directory.ts';
import { MemoryState } from '../../src/inspection/memory-state.ts';
import { TABLE_NAMES } from '../../src/inspection/table-names.ts';
import { apply, applyEvent } from '../../src/projection/apply.ts';
import type { Change } from '../../src/projection/change.ts';
import { SHAPES } from '../conductor/workflows.ts';
import { bodyOf, commandFor, countingSql, executionOf, newId, run, type Shown } from './running.ts';

interface Event {
  readonly seq: number;
  readonly at: string;
  readonly type: string;
  readonly changes: readonly Change[];
}

async function historyOf(stub: ReturnType<typeof executionOf>): Promise<readonly Event[]> {
  const events: Event[] = [];
  for (let after: number | null = 0; after !== null; ) {
    const page: { data: Event[]; next: number | null } = bodyOf(await stub.history(after, 100, []));
    events.push(...page.data);
    after = page.next;
  }
  return events;
}

/** All rows of an execution, as its database has them. */
function rowsOf(stub: ReturnType<typeof executionOf>): Promise<Record<string, unknown[]>> {
  return runInDurableObject(stub, (_, state) => {
    const tables = TABLE_NAMES.map((table) => {
      const query = 'SELECT key, body FROM state WHERE kind = ? ORDER BY key';
      const rows = state.storage.sql.exec(query, table).toArray();
      return [table, rows.map(({ key, body }) => [key, JSON.parse(String(body))])] as const;
    });
    return Object.fromEntries(tables);
  });
}

describe('an execution in a Durable Object', () => {
  test.each(Object.keys(SHAPES))('%s: its rows are the fold of its log', async (name) => {
    const yaml = SHAPES[name]?.yaml ?? '';
    const { shown, stub } = await run(yaml);
    expect(['succeeded', 'failed']).toContain(shown.status);
    const fold = new MemoryState();
    const events = await historyOf(stub);
    for (const { seq, at, changes } of events) {
      for (const change of changes) {
        apply(fold, change, Date.parse(at));
      }
      applyEvent(fold, seq, Date.parse(at));
    }
    expect(events.map(({ seq }) => seq)).toEqual(events.map((_, i) => i + 1));
    const folded = Object.fromEntries(
      TABLE_NAMES.map((table) => [table, [...fold.scan(table, '')].map((row) => [...row])]),
    );
    expect(await rowsOf(stub)).toEqual(JSON.parse(JSON.stringify(folded)));
  });

  test('a thousand rounds of a loop, and the log has one event for each', async () => {
    const { shown, stub } = await run(`
entry_points: [step]
vars: {sum: 0}
tasks:
  - name: step
    next:
      - {when: "{{ iteration() < 1000 }}", publish: [{sum: "{{ sum + 1 }}"}], do: step}
      - do: continue
output_map: {sum: "{{ sum }}"}`);
    expect(shown).toMatchObject({ status: 'succeeded', output: { sum: 999 }, seq: 1001 });
    const state = bodyOf<{ iterations: unknown }>(await stub.state());
    expect(state.iterations).toEqual({ step: 1000 });
  });

  test('over the limit the next instance is not created, and no transition can catch it', async () => {
    const { shown, stub } = await run(`
entry_points: [step]
max_task_iterations: 10
tasks:
  - {name: step, next: [{do: step}]}`);
    expect(shown).toMatchObject({
      status: 'failed',
      error: { code: 'iteration_limit_exceeded', task: 'step' },
    });
    const { data } = bodyOf<{ data: unknown[] }>(await stub.tasks(0, 100));
    expect(data).toHaveLength(10);
  });

  test('a real call, a sleep and a join survive an eviction while they run', async () => {
    const base = inject('endpoints');
    const command = commandFor(
      `
parameters: {base: {type: string}}
tasks:
  - {name: split, next: [{do: [call, rest]}]}
  - name: call
    action: core.http
    input: {url: "{{ parameters.base }}/slow/300/evicted"}
    next: [{publish: [{got: "{{ result().body.value }}"}], do: gather}]
  - {name: rest, action: core.sleep, input: {seconds: 0.5}, next: [{do: gather}]}
  - {name: gather, join: all}
output_map: {got: "{{ got }}"}`,
      { base },
    );
    await executionOf(command.id).start(command);
    await abortAllDurableObjects();
    const shown = bodyOf<Shown>(await executionOf(command.id).wait(20_000));
    expect(shown).toMatchObject({ status: 'succeeded', output: { got: 1 } });
  });

  test('a live run that is evicted again and again ends as the undisturbed one', async () => {
    const yaml = `
entry_points: [head]
vars: {rounds: 0}
tasks:
  - {name: head, next: [{do: [left, right]}]}
  - {name: left, action: core.sleep, input: {seconds: 0.05}, next: [{publish: [{l: "{{ iteration() }}"}], do: meet}]}
  - {name: right, next: [{publish: [{r: "{{ iteration() }}"}], do: meet}]}
  - name: meet
    join: all
    next:
      - {when: "{{ iteration() < 6 }}", publish: [{rounds: "{{ iteration() }}"}], do: head}
      - {publish: [{rounds: "{{ iteration() }}"}], do: continue}
output_map: {rounds: "{{ rounds }}", l: "{{ l }}", r: "{{ r }}"}`;
    const undisturbed = await run(yaml);
    const command = commandFor(yaml);
    await executionOf(command.id).start(command);
    let shown = bodyOf<Shown>(await executionOf(command.id).describe());
    for (let aborts = 0; shown.status === 'running' && aborts < 100; aborts++) {
      await abortAllDurableObjects();
      shown = bodyOf<Shown>(await executionOf(command.id).wait(30));
    }
    expect(shown.status).toBe(undisturbed.shown.status);
    expect(shown.output).toEqual(undisturbed.shown.output);
    const instances = async (id: string) =>
      bodyOf<{ data: { instance: string; status: string }[] }>(await executionOf(id).tasks(0, 200))
        .data.map(({ instance, status }) => `${instance} ${status}`)
        .sort();
    expect(await instances(command.id)).toEqual(await instances(undisturbed.shown.id));
  });

  test('a plain completion writes at most 12 rows, and the rows of all events do not grow', async () => {
    const command = commandFor(`
entry_points: [step]
tasks:
  - name: step
    next:
      - {when: "{{ iteration() < 300 }}", publish: [{n: "{{ iteration() }}"}], do: step}
      - do: continue`);
    const perEvent = await runInDurableObject(executionOf(newId()), async (_, state) => {
      const { sql, written } = countingSql(state.storage);
      const execution = new Execution({
        ...executionPorts(state.storage, { all: () => [] }, {} as Env, async () => undefined),
        sql,
      });
      await execution.start(command);
      await execution.wait(10_000);
      return written;
    });
    // The first two are the set-up and the start, the last is the end.
    const plain = perEvent.slice(2, -1);
    expect(plain).toHaveLength(299);
    expect(Math.max(...plain)).toBeLessThanOrEqual(12);
  });

  test('what never started is not there, and asking for it writes nothing', async () => {
    const stub = executionOf(newId());
    expect(await stub.describe()).toMatchObject({ ok: false, problem: { code: 'not_found' } });
    const tables = await runInDurableObject(stub, (_, state) =>
      state.storage.sql
        .exec(`SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE '\\_%' ESCAPE '\\'`)
        .toArray(),
    );
    expect(tables).toEqual([]);
  });

  test('a second start changes nothing', async () => {
    const command = commandFor('tasks: [{name: a, action: core.sleep, input: {seconds: 0.1}}]');
    const stub = executionOf(command.id);
    await stub.start(command);
    await stub.start(command);
    const shown = bodyOf<Shown>(await stub.wait(5_000));
    expect(shown.seq).toBe(3);
  });

  test('the duration limit ends an execution whatever it waits for', async () => {
    const command = {
      ...commandFor('tasks: [{name: a, action: core.sleep, input: {seconds: 60}}]'),
      duration: 200,
    };
    const stub = executionOf(command.id);
    await stub.start(command);
    const shown = bodyOf<Shown>(await stub.wait(5_000));
    expect(shown).toMatchObject({ status: 'timed_out', error: { code: 'duration_limit_exceeded' } });
  });
});

describe('steering', () => {
  test('complete by hand, pause, resume and cancel answer with the execution, or say why not', async () => {
    const command = commandFor(
      'tasks: [{name: a, action: core.sleep, input: {seconds: 60}}, {name: b, action: core.sleep, input: {seconds: 60}}]',
    );
    const stub = executionOf(command.id);
    await stub.start(command);
    expect(bodyOf(await stub.command({ type: 'pause' }))).toMatchObject({ status: 'pausing' });
    expect(bodyOf(await stub.command({ type: 'resume' }))).toMatchObject({ status: 'running' });
    expect(await stub.command({ type: 'resume' })).toMatchObject({ ok: false, problem: { code: 'conflict' } });
    const forged = JSON.stringify({ $sealed: [{ secret: 'x' }] });
    await stub.complete({ instance: 'a:1', item: null, status: 'succeeded', result: forged, message: '' });
    const task = bodyOf<{ result: object }>(await stub.task('a:1'));
    expect(Object.keys(task.result)).toEqual(['$sealed (from outside)']);
    expect(bodyOf(await stub.command({ type: 'cancel', mode: 'terminate' }))).toMatchObject({ status: 'canceled' });
    expect(await stub.command({ type: 'pause' })).toMatchObject({ ok: false });
  });

  test('the state at every event equals the fold of the log up to it', async () => {
    const { shown, stub } = await run(SHAPES['loop with fork and join']?.yaml ?? '');
    const counts: number[] = [];
    for (let seq = 1; seq <= shown.seq; seq++) {
      const state = (await pastState(stub, seq)) as unknown as { seq: number; iterations: Record<string, number> };
      expect(state.seq).toBe(seq);
      counts.push(Object.values(state.iterations).reduce((sum, n) => sum + n, 0));
    }
    expect(counts).toEqual([...counts].sort((a, b) => a - b));
    await expect(pastState(stub, shown.seq + 1)).rejects.toThrow('no such execution or task');
  });

  test('a rerun takes over what does not descend from the failed task', async () => {
    const { shown, stub } = await run(`
vars: {mended: false}
tasks:
  - {name: first, next: [{publish: [{x: 1}], do: check}]}
  - name: check
    action: core.echo
    input: {message: "{{ 1 / (1 if mended else 0) }}"}
    next: [{publish: [{y: "{{ result() }}"}], do: continue}]
output_map: {x: "{{ x }}", y: "{{ y | default(none) }}"}`);
    expect(shown.status).toBe('failed');
    const reply = await stub.takeover({ from: ['check'], at: null, resetItems: false });
    const { takeover, values, start } = bodyOf<{ takeover: unknown; values: unknown; start: StartCommand }>(reply);
    const id = newId();
    const again = executionOf(id);
    const rerun = { takeover: JSON.stringify({ takeover, values }), vars: '{"mended": true}' };
    await again.start({ ...start, id, rerun });
    const ended = bodyOf<Shown>(await again.wait(5_000));
    expect(ended).toMatchObject({ status: 'succeeded', output: { x: 1, y: 1 } });
    expect(bodyOf<Shown>(await stub.describe()).status).toBe('failed');
    const tasks = bodyOf<{ data: { instance: string }[] }>(await again.tasks(0, 10)).data.map(
      ({ instance }) => instance,
    );
    expect(tasks).toEqual(['first:1', 'check:1']);
  });
});
