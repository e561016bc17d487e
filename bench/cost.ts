import { createRunner } from '../src/action/runner.ts';
import { EMPTY_CLOSURE } from '../src/definition/closure.ts';
import { loadDefinition } from '../src/definition/load-definition.ts';
import { Execution } from '../src/execution/execution.ts';
import { limitsOver } from '../test/support/limits.ts';
import { type CountedStorage, nodeStorage } from '../test/support/node-storage.ts';
import { median } from './statistics.ts';

const EMPTY = JSON.stringify(EMPTY_CLOSURE);

/** What one event costs, in an execution of a given number of completions. */
export interface Cost {
  readonly completions: number;
  readonly rowsRead: number;
  readonly rowsWritten: number;
  readonly microseconds: number;
}

const range = (n: number) => Array.from({ length: n }, (_, i) => i);
const HEAD = 'ref: bench.cost\nlabel: cost\nmax_task_iterations: 100000\n';

/** Workflows whose number of completions is about `n`. */
export const SHAPES: Readonly<Record<string, (n: number) => string>> = {
  chain: (n) =>
    `${HEAD}tasks:\n${range(n)
      .map((i) => `  - {name: t${i}, next: [{do: ${i + 1 < n ? `t${i + 1}` : 'continue'}}]}`)
      .join('\n')}`,
  loop: (n) =>
    `${HEAD}entry_points: [step]\ntasks:\n  - name: step\n    next:\n      - {when: "{{ iteration() < ${n} }}", publish: [{n: "{{ iteration() }}"}], do: step}\n`,
  'loop of forks and joins': (n) =>
    `${HEAD}entry_points: [h]\ntasks:\n  - {name: h, next: [{do: [a, b]}]}\n  - {name: a, next: [{publish: [{x: "{{ iteration() }}"}], do: j}]}\n  - {name: b, next: [{do: j}]}\n  - name: j\n    join: all\n    next:\n      - {when: "{{ iteration() < ${Math.round(n / 4)} }}", do: h}\n`,
  'fan-out and join': (n) =>
    `${HEAD}tasks:\n  - {name: s, next: [{do: [${range(n).map((i) => `b${i}`)}]}]}\n${range(n)
      .map((i) => `  - {name: b${i}, next: [{do: j}]}`)
      .join('\n')}\n  - {name: j, join: all}`,
  items: (n) =>
    `${HEAD}tasks:\n  - {name: t, with: {items: "{{ range(${n}) | list }}", concurrency: 10}, action: core.echo, input: {message: "{{ item }}"}}`,
};

async function once(yaml: string, hash: string): Promise<Cost> {
  const { definition, findings } = loadDefinition(yaml, { ref: 'bench.cost', pack: 'bench' });
  if (definition === null) {
    throw new Error(findings.map(({ message }) => message).join('; '));
  }
  const sql: CountedStorage = nodeStorage();
  const execution = new Execution({
    sql,
    alarm: { set: () => undefined },
    clock: { now: () => 1_700_000_000_000 },
    runner: createRunner({
      egress: { fetch: () => Promise.reject(new Error('the bench calls nothing')) },
      service: () => undefined,
      clock: { now: () => 1_700_000_000_000 },
    }),
    unsealer: { callbackUrl: async () => '', secret: async () => '', parameter: async () => '' },
    inquiries: { update: async () => undefined },
    index: { update: async () => undefined },
    limit: limitsOver(() => execution),
    retention: { standard: null, forget: async () => undefined },
    sockets: { all: () => [] },
    family: {
      start: () => Promise.reject(new Error('none')),
      command: async () => undefined,
      ended: async () => undefined,
      moved: async () => undefined,
    },
  });
  const begin = performance.now();
  await execution.start({
    ...{ id: '01JD0000000000000000000000', workflow: definition.ref, version: 1, hash },
    ...{ definition: JSON.stringify(definition), closure: EMPTY, input: '{}', startAt: null, tags: [] },
    ...{ duration: 86_400_000, taskIterations: 100_000 },
  });
  const reply = await execution.wait(120_000);
  const milliseconds = performance.now() - begin;
  const shown = JSON.parse(reply.ok ? reply.body : '{}') as { status?: string; seq?: number };
  if (shown.status !== 'succeeded') {
    throw new Error(`the bench ended as ${shown.status}: ${JSON.stringify(shown)}`);
  }
  const events = shown.seq ?? 1;
  return {
    completions: events - 1,
    rowsRead: sql.read / events,
    rowsWritten: sql.written / events,
    microseconds: (milliseconds * 1000) / events,
  };
}

/**
 * Rows are exact; times are the medians of five rounds after one that warms up. Every round has an execution of each
 * size, so that what else the machine does falls on all of them alike.
 */
export async function costsOf(shape: string, sizes: readonly number[], rounds = 5): Promise<readonly Cost[]> {
  const seen: Cost[][] = sizes.map(() => []);
  for (let round = 0; round <= rounds; round++) {
    for (const [i, size] of sizes.entries()) {
      const cost = await once(SHAPES[shape]?.(size) ?? '', `${shape} ${size}`);
      if (round > 0) {
        seen[i]?.push(cost);
      }
    }
  }
  return seen.flatMap((costs) => {
    const [first] = costs;
    return first === undefined ? [] : [{ ...first, microseconds: median(costs.map((cost) => cost.microseconds)) }];
  });
}
