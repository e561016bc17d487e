import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createProgram } from '../../src/conductor/program.ts';
import type { TransitionDefinition } from '../../src/definition/definition.ts';
import { MemoryState } from '../../src/inspection/memory-state.ts';
import { TABLE_NAMES } from '../../src/inspection/table-names.ts';
import { isFinal } from '../../src/machine/lifecycle.ts';
import { TASK } from '../../src/machine/task-lifecycle.ts';
import { apply, applyEvent } from '../../src/projection/apply.ts';
import type { Change } from '../../src/projection/change.ts';
import { ScenarioHost } from '../conformance/scenario-host.ts';
import { sketch } from '../machine/definitions.ts';

/** How many graphs of each property; CI and `npm test` run a share of the full count, with the seed printed. */
const RUNS = Number(process.env.PROPERTY_RUNS ?? 300);
const SEED = Number(process.env.SEED ?? Date.now() % 1_000_000);
const options = { numRuns: RUNS, seed: SEED } as const;

const NAMES = ['a', 'b', 'c', 'd', 'e', 'f', 'g'] as const;
const target = fc.constantFrom<string>(...NAMES, 'noop', 'continue', 'fail');

/** A transition: where it leads, and after which iteration of its task it is taken no more (loops come to an end). */
const transition = fc.record({
  do: fc.uniqueArray(target, { minLength: 1, maxLength: 3 }),
  until: fc.integer({ min: 1, max: 4 }),
  publish: fc.constantFrom(null, 'x', 'y'),
});
const node = fc.record({
  next: fc.array(transition, { maxLength: 3 }),
  join: fc.constantFrom(null, null, 'all' as const, 'active' as const, 1, 2),
  match: fc.constantFrom('first' as const, 'all' as const),
});
const workflow = fc.tuple(...NAMES.map(() => node));
type Sketched = typeof workflow extends fc.Arbitrary<infer T> ? T : never;

function programOf(nodes: Sketched) {
  const base = sketch(
    nodes.map((each, i) => ({
      name: NAMES[i] ?? '',
      next: each.next.map((transition) => transition.do),
      join: each.join,
      match: each.match,
    })),
    { entryPoints: ['a'], maxTaskIterations: 40, vars: [{ name: 'x', value: 0, path: '/vars/x' }] },
  );
  const tasks = base.tasks.map((task, i) => ({
    ...task,
    next: task.next.map((each, j): TransitionDefinition => {
      const { until, publish } = nodes[i]?.next[j] ?? { until: 1, publish: null };
      const value = `{{ iteration() * 10 + ${i} }}`;
      return {
        ...each,
        when: `{{ iteration() <= ${until} }}`,
        publish: publish === null ? [] : [{ name: publish, value, path: `${each.path}/publish/0` }],
      };
    }),
  }));
  return createProgram({
    ...base,
    tasks,
    outputMap: [{ name: 'x', value: '{{ x }}', path: '/output_map/x' }],
  });
}

const orders = fc.oneof(
  fc.constantFrom('fifo' as const, 'lifo' as const),
  fc.integer({ min: 1, max: 1_000_000 }).map((seed) => ({ seed })),
);

function dump(state: MemoryState): string {
  return JSON.stringify(TABLE_NAMES.map((table) => [...state.scan(table, '')]));
}

describe(`random cyclic graphs with joins (seed ${SEED}, ${RUNS} each)`, () => {
  test('every execution ends, whatever the order of completions', () => {
    fc.assert(
      fc.property(workflow, orders, (nodes, order) => {
        const row = new ScenarioHost(programOf(nodes), {}, order).run();
        expect(['succeeded', 'failed']).toContain(row.status);
        expect(row.active).toBe(0);
        expect(row.running).toBe(0);
      }),
      options,
    );
  });

  test('the same order of completions gives the same log, byte for byte', () => {
    fc.assert(
      fc.property(workflow, orders, (nodes, order) => {
        const log = () => {
          const changes: (readonly Change[])[] = [];
          new ScenarioHost(programOf(nodes), {}, order, {
            onDecision: (decision) => changes.push(decision.changes),
          }).run();
          return JSON.stringify(changes);
        };
        expect(log()).toBe(log());
      }),
      options,
    );
  });

  test('after every event: rows are the fold of the log, counts agree with rows, a token is in one place', () => {
    fc.assert(
      fc.property(workflow, orders, (nodes, order) => {
        const fold = new MemoryState();
        const host = new ScenarioHost(programOf(nodes), {}, order, {
          onDecision: ({ changes, seq, at, state }) => {
            for (const change of changes) {
              apply(fold, change, at);
            }
            applyEvent(fold, seq, at);
            const main = state.get('execution', '');
            const tasks = [...fold.scan('task', '')].map(([, row]) => row);
            const live = tasks.filter(({ status }) => !isFinal(TASK, status));
            expect(main?.active).toBe(live.length);
            expect(main?.running).toBe(tasks.filter(({ status }) => status === 'running').length);
            const tokens = new Set([...fold.scan('token', '')].map(([id]) => id));
            expect(live.every(({ token }) => tokens.has(token))).toBe(true);
            expect(new Set(live.map(({ token }) => token)).size).toBe(live.length);
          },
        });
        host.run();
        expect(dump(fold)).toBe(dump(host.state));
      }),
      options,
    );
  });

  test('every start has one end, and no group is left without a token', () => {
    fc.assert(
      fc.property(workflow, orders, (nodes, order) => {
        const starts = new Map<string, number>();
        const host = new ScenarioHost(programOf(nodes), {}, order, {
          onDecision: ({ changes }) => {
            for (const change of changes) {
              if (change.type === 'task.scheduled') {
                starts.set(change.instance, (starts.get(change.instance) ?? 0) + 1);
              } else if (change.type === 'task.ended') {
                starts.set(change.instance, (starts.get(change.instance) ?? 0) - 1);
              }
            }
          },
        });
        host.run();
        expect([...starts.values()].every((open) => open === 0)).toBe(true);
        const carried = new Set([...host.state.scan('token', '')].flatMap(([, { markers }]) => markers));
        expect([...host.state.scan('group', '')].filter(([group]) => !carried.has(group))).toEqual([]);
      }),
      options,
    );
  });
});

describe('loops of forks and joins', () => {
  test('every round has its own join, however uneven the branches and whatever the order', () => {
    const shape = fc.record({
      branches: fc.array(fc.integer({ min: 1, max: 4 }), { minLength: 2, maxLength: 4 }),
      rounds: fc.integer({ min: 1, max: 6 }),
      join: fc.constantFrom('all' as const, 'active' as const),
    });
    fc.assert(
      fc.property(shape, orders, ({ branches, rounds, join }, order) => {
        const chains = branches.map((length, b) => Array.from({ length }, (_, i) => `b${b}_${i}`));
        const tasks = [
          { name: 'head', next: [chains.map(([first]) => first ?? '')] },
          ...chains.flatMap((chain) => chain.map((name, i) => ({ name, next: [[chain[i + 1] ?? 'meet']] }))),
          { name: 'meet', join, next: [['head']] },
        ];
        const base = sketch(tasks, { entryPoints: ['head'] });
        const program = createProgram({
          ...base,
          tasks: base.tasks.map((task) =>
            task.name === 'meet'
              ? {
                  ...task,
                  next: task.next.map((each) => ({ ...each, when: `{{ iteration() < ${rounds} }}` })),
                }
              : task,
          ),
        });
        const host = new ScenarioHost(program, {}, order);
        expect(host.run().status).toBe('succeeded');
        for (const [, { n }] of host.state.scan('iteration', '')) {
          expect(n).toBe(rounds);
        }
      }),
      options,
    );
  });
});
