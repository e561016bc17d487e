import fc from 'fast-check';
import { createProgram, type Program } from '../../src/conductor/program.ts';
import type { Definition, TaskDefinition, TransitionDefinition } from '../../src/definition/definition.ts';
import type { JsonObject } from '../../src/value/json.ts';
import { sketch } from '../machine/definitions.ts';

const NAMES = ['a', 'b', 'c', 'd', 'e', 'f'] as const;

/** Weighted constants: `often` far likelier than the others. */
const mostly = <T>(often: readonly T[], ...seldom: readonly T[]) =>
  fc.oneof({ weight: 24, arbitrary: fc.constantFrom(...often) }, { weight: 1, arbitrary: fc.constantFrom(...seldom) });
const rarely = <T>(value: fc.Arbitrary<T>) =>
  fc.oneof({ weight: 3, arbitrary: fc.constant(null) }, { weight: 1, arbitrary: value });

/** Conditions: of the outcome, of how often the task ran (so that loops end), and now and then one that fails. */
const conditions = mostly(
  [null, null, 'iteration() <= 1', 'iteration() <= 2', 'iteration() <= 3', 'succeeded()', 'failed()', 'canceled()'],
  'nothing.at.all',
  'x > 3',
  'timed_out()',
);

const transition = fc.record({
  when: conditions,
  do: fc.uniqueArray(mostly<string>([...NAMES, 'noop'], 'continue', 'fail', 'retry'), { minLength: 1, maxLength: 3 }),
  publish: fc.constantFrom(null, null, 'x', 'y'),
});

const items = fc.record({
  items: mostly(['{{ [1, 2, 3] }}', '{{ [1, 2, 3, 4, 5] }}', '{{ [1, 2] }}', '{{ [] }}'], '{{ 7 }}'),
  names: fc.constantFrom([], ['it']),
  concurrency: fc.constantFrom(1, 2, 10, null),
  batchSize: fc.constantFrom(null, null, 2),
  onItemFailure: fc.constantFrom('stop' as const, 'continue' as const),
});

const retry = fc.record({
  count: fc.integer({ min: 0, max: 2 }),
  delay: fc.constantFrom(0, 5),
  backoff: fc.constantFrom('constant' as const, 'linear' as const, 'exponential' as const),
  maxDelay: fc.constantFrom(null, 6),
  jitter: fc.constantFrom(0, 0.5),
  when: fc.constantFrom(null, null, null, '{{ succeeded() }}', '{{ completed() }}'),
});

const task = fc.record({
  next: fc.array(transition, { minLength: 1, maxLength: 3 }),
  join: fc.constantFrom(null, null, 'all' as const, 'active' as const, 1, 2),
  match: fc.constantFrom('first' as const, 'all' as const),
  when: mostly([null, null, null, '{{ iteration() > 1 }}'], '{{ false }}', '{{ 1 / 0 }}'),
  with: rarely(items),
  input: mostly<JsonObject>([{}], { m: '{{ 6 / (index - 1) }}' }),
  retry: rarely(retry),
  delay: rarely(fc.constantFrom(3, 'PT10S')),
  timeout: rarely(fc.constantFrom(4, 30)),
  totalTimeout: rarely(fc.constantFrom(20, 60)),
  heartbeat: rarely(fc.constant(7)),
  maxIterations: mostly([null], 1, 2),
});

/** How the world behaves: see `Manners`. */
export const MANNERS = fc.record({ luck: fc.constantFrom(0.4, 0.8, 0.95, 1), unruly: fc.constantFrom(0, 0.05, 0.15) });

/** A workflow of six tasks with every key there is, most of them unwise. */
export const WORKFLOWS = fc.record({
  tasks: fc.tuple(...NAMES.map(() => task)),
  starts: fc.subarray(['a', 'b', 'c'], { minLength: 1 }),
  onFailure: fc.constantFrom('finish' as const, 'finish' as const, 'terminate' as const),
  dialect: fc.constantFrom('native' as const, 'native' as const, 'orquesta' as const),
});

export type Sketched = typeof WORKFLOWS extends fc.Arbitrary<infer T> ? T : never;

export function definitionOf({ tasks, starts, onFailure, dialect }: Sketched): Definition {
  const base = sketch(
    tasks.map(({ next, join, match }, i) => ({
      ...{ name: NAMES[i] ?? '', join, match },
      next: next.map((each) => each.do),
    })),
    { entryPoints: starts, onFailure, dialect, maxTaskIterations: 20 },
  );
  const filled = base.tasks.map((each, i): TaskDefinition => {
    const { next, ...keys } = tasks[i] ?? { next: [] };
    const transitions = each.next.map((arrow, j): TransitionDefinition => {
      const { when = null, publish = null } = next[j] ?? {};
      const value = `{{ iteration() * 10 + ${i} }}`;
      return {
        ...arrow,
        when: when === null ? null : `{{ ${when} }}`,
        publish: publish === null ? [] : [{ name: publish, value, path: `${arrow.path}/publish/0` }],
      };
    });
    return { ...each, ...keys, next: transitions };
  });
  return {
    ...base,
    tasks: filled,
    vars: [{ name: 'y', value: 0, path: '/vars/y' }],
    outputMap: [
      { name: 'y', value: '{{ y }}', path: '/output_map/y' },
      { name: 'x', value: '{{ x | default(0) }}', path: '/output_map/x' },
    ],
  };
}

export const programOf = (sketched: Sketched): Program => createProgram(definitionOf(sketched));
