import { env, runInDurableObject } from 'cloudflare:test';
import fc from 'fast-check';
import { describe, expect, inject, test } from 'vitest';
import type { Env } from '../../actors/env.ts';
import { executionPorts } from '../../actors/ports/execution-ports.ts';
import { Execution, type ExecutionPorts } from '../../src/execution/execution.ts';
import type { StartCommand } from '../../src/host/directory.ts';
import type { Json } from '../../src/value/json.ts';
import { type Block, JOINED, Structured } from '../dag/structured.ts';
import { bodyOf, commandFor, executionOf, newId, type Shown } from './running.ts';

/** Where the object dies: the n-th time that it comes to such a place. */
const PLACES = [
  'before commit',
  'after commit, before dispatch',
  'during a call',
  'after a call, before its result',
] as const;
type Place = (typeof PLACES)[number];
const CRASH = 'as a crash would';

/** The ports of an execution that dies at a place. The database, the alarm and the calls are the real ones. */
function mortal(ports: ExecutionPorts, place: Place, n: number, die: () => void): ExecutionPorts {
  let left = n;
  const comesTo = (here: Place) => here === place && --left === 0;
  return {
    ...ports,
    sql: {
      exec: (text, ...parameters) => ports.sql.exec(text, ...parameters),
      transaction(run) {
        const result = ports.sql.transaction(() => {
          const done = run();
          if (comesTo('before commit')) {
            die();
            throw new Error('the object is dead');
          }
          return done;
        });
        if (comesTo('after commit, before dispatch')) {
          die();
          throw new Error('the object is dead');
        }
        return result;
      },
    },
    runner: {
      async run(call, signal) {
        const running = ports.runner.run(call, signal);
        if (comesTo('during a call')) {
          die();
        }
        const outcome = await running;
        if (comesTo('after a call, before its result')) {
          die();
        }
        return outcome;
      },
    },
  };
}

/** Starts an execution in an object that dies, and goes on with a new one. @returns whether it died */
async function crashed(command: StartCommand, place: Place, n: number): Promise<boolean> {
  let died = false;
  await runInDurableObject(executionOf(command.id), async (_, state) => {
    const die = () => {
      died = true;
      state.abort(CRASH);
    };
    const ports = executionPorts(state.storage, { all: () => [] }, env as unknown as Env, async () => undefined);
    const execution = new Execution(mortal(ports, place, n, die));
    await execution.start(command);
    await execution.wait(200);
  }).catch(() => undefined);
  // What was never committed was never acknowledged: who asked for the start asks again, as its contract says.
  bodyOf(await executionOf(command.id).start(command));
  return died;
}

/** How it ended. It may die while it is waited for; who waits asks again. */
async function endOf(id: string): Promise<Shown> {
  try {
    const shown = bodyOf<Shown>(await executionOf(id).wait(20_000));
    // Who waits may have been answered by the workflow, which goes on.
    return shown.status === 'running' ? await untilEnded(id) : shown;
  } catch (thrown) {
    expect(String(thrown)).toContain(CRASH);
    return endOf(id);
  }
}

async function untilEnded(id: string): Promise<Shown> {
  const describe = async () => bodyOf<Shown>(await executionOf(id).describe());
  await expect.poll(async () => (await describe()).status, { timeout: 20_000 }).not.toBe('running');
  return describe();
}

async function tasksOf(id: string): Promise<readonly { task: string; instance: string; status: string }[]> {
  const all: { task: string; instance: string; status: string }[] = [];
  for (let from: number | null = 0; from !== null; ) {
    const page: { data: typeof all; next: number | null } = bodyOf(await executionOf(id).tasks(from, 200));
    all.push(...page.data);
    from = page.next;
  }
  return all;
}

/** Leaves whose calls nobody answers otherwise than they do by themselves, and clocks that tests can wait for. */
function calm(block: Block): Block {
  if (block.kind === 'leaf') {
    const keys = block.way.answers === undefined ? block.way.keys : '';
    return { ...block, way: { keys: keys.replace('delay: 2', 'delay: 0.02').replace('seconds: 3', 'seconds: 0.02') } };
  }
  return block.kind === 'loop' ? { ...block, body: calm(block.body) } : { ...block, blocks: block.blocks.map(calm) };
}

const GRAPHS = inject('crashGraphs');
const SEED = 20_261_128;

describe.each(PLACES)('an object that dies %s', (place) => {
  test('random graphs come to the same end', { timeout: 300_000 }, async () => {
    const graphs = fc.sample(JOINED.map(calm), { numRuns: GRAPHS, seed: SEED });
    let deaths = 0;
    for (const [i, block] of graphs.entries()) {
      const graph = new Structured(block);
      const runs = [...graph.runs.values()].reduce((sum, n) => sum + n, 0);
      const command = commandFor(graph.yaml);
      const n = 1 + ((i * 7) % Math.max(1, Math.min(runs, 40)));
      deaths += (await crashed(command, place, n)) ? 1 : 0;
      const shown = await endOf(command.id);
      expect({ yaml: graph.yaml, n, status: shown.status, error: shown.error, output: shown.output }).toEqual({
        ...{ yaml: graph.yaml, n, status: 'succeeded', error: null },
        output: graph.output,
      });
      const counts = Map.groupBy(await tasksOf(command.id), ({ task }) => task);
      expect(new Map([...counts].map(([task, all]) => [task, all.length]))).toEqual(graph.runs);
    }
    expect(deaths).toBeGreaterThan(graphs.length / 2);
  });

  const base = inject('endpoints');
  const key = () => newId();
  const INPUTS: Readonly<Record<string, () => Json>> = {
    monitoring_loop: () => ({ url: `${base}/health/4/${key()}`, interval: 0.02 }),
    retry_with_cycle: () => ({ url: `${base}/flaky/3/${key()}`, first_pause: 0.02 }),
    conditional_loop: () => ({ url: `${base}/pages/1/3` }),
    fan_out_join: () => ({ base: `${base}/values/${key()}` }),
    fan_out_join_two: () => ({ base: `${base}/values/${key()}` }),
    order_received: () => ({ order: 7 }),
    approval_by_webhook: () => ({ notify: `${base}/notify/${key()}`, subject: 'release', patience: 60 }),
  };

  test.each(Object.entries(inject('examples')))('the example %s too', async (name, yaml) => {
    for (const n of [1, 2, 3]) {
      const command = commandFor(yaml, INPUTS[name]?.() ?? {}, newId(), `examples.${name}`);
      await crashed(command, place, n);
      if (name === 'approval_by_webhook') {
        const task = async () => bodyOf<{ status: string }>(await executionOf(command.id).task('ask:1')).status;
        await expect.poll(task, { timeout: 40_000 }).toBe('pending');
        const body = JSON.stringify({ approved: true, by: 'Ada' });
        const answer = { instance: 'ask:1', item: null, attempt: 1, outcome: 'succeeded', body } as const;
        bodyOf(await executionOf(command.id).callback(answer));
      }
      const shown = await endOf(command.id);
      expect([name, n, shown.status, shown.error]).toEqual([name, n, 'succeeded', null]);
    }
  });
});
