import { expect, test } from 'vitest';
import { loadDefinition } from '../../../src/definition/load-definition.ts';
import { analyse } from '../../../src/graph/analysis/analyse.ts';

interface SizedTask {
  readonly join?: 'all' | number;
  readonly input?: Readonly<Record<string, string>>;
  readonly next?: readonly Readonly<Record<string, unknown>>[];
}

/** The milliseconds that the analysis of a large workflow takes, and the codes it finds. */
function timed(tasks: Readonly<Record<string, SizedTask>>, more = {}) {
  const { definition } = loadDefinition(JSON.stringify({ ...more, tasks }), { ref: 'a.b', pack: 'a' });
  if (definition === null) {
    throw new Error('no definition');
  }
  const begin = performance.now();
  const found = analyse(definition);
  return { time: performance.now() - begin, codes: [...new Set(found.map(({ code }) => code))] };
}

const named = (size: number, task: (i: number) => readonly (readonly [string, SizedTask])[]) =>
  Object.fromEntries(Array.from({ length: size }, (_, i) => task(i)).flat());

/** Pairs of branches for success and failure, each pair merging where the next one begins. */
const pairs = (count: number, join?: SizedTask['join']) =>
  named(count, (i) => {
    const onward = i + 1 < count ? [{ do: `a${i + 1}` }] : [];
    const branch = { next: onward };
    return [
      [
        `a${i}`,
        {
          ...(join === undefined || i === 0 ? {} : { join }),
          next: [
            { when: '{{ succeeded() }}', publish: [{ x: i }], do: `b${i}` },
            { when: '{{ failed() }}', publish: [{ x: i }], do: `c${i}` },
          ],
        },
      ],
      [`b${i}`, branch],
      [`c${i}`, branch],
    ];
  });

// Twice what is promised: these machines have other things to do as well.
test('two thousand tasks in pairs of branches that merge take less than two seconds', () => {
  const { time, codes } = timed(pairs(667), { output_map: { x: '{{ x }}' } });
  expect(codes).toEqual([]);
  expect(time).toBeLessThan(2 * 2000);
});

test('the same with joins where they merge', () => {
  expect(timed(pairs(667, 1)).codes).toEqual([]);
  const { time, codes } = timed(pairs(667, 'all'));
  expect(codes).toEqual(['join_can_starve']);
  expect(time).toBeLessThan(2 * 2000);
});

test('a chain of ten thousand tasks, each reading what the one before published, takes less than a second', () => {
  const size = 10_000;
  const { time, codes } = timed(
    named(size, (i) => [
      [
        `t${i}`,
        {
          ...(i % 2 === 0 ? {} : { input: { x: `{{ v${i - 1} }}` } }),
          ...(i + 1 < size ? { next: [{ publish: { [`v${i}`]: i }, do: `t${i + 1}` }] } : {}),
        },
      ],
    ]),
  );
  expect(codes).toEqual([]);
  expect(time).toBeLessThan(2 * 1000);
});

test('forks and joins of all sizes in sequence', () => {
  const { time, codes } = timed(
    named(1500, (i) => [
      [`a${i}`, { ...(i === 0 ? {} : { join: 'all' }), next: [{ do: [`b${i}`, `c${i}`, `d${i}`] }] }],
      [`b${i}`, { next: [{ when: '{{ succeeded() }}', publish: [{ x: i }], do: `a${i + 1}` }] }],
      [`c${i}`, { next: [{ publish: [{ y: i }], do: `a${i + 1}` }] }],
      [`d${i}`, { next: [{ do: `a${i + 1}` }] }],
      ...(i === 1499 ? [[`a${i + 1}`, { join: 'all' }] as const] : []),
    ]),
  );
  expect(codes).toEqual([]);
  expect(time).toBeLessThan(2 * 2000);
});

test('where every join depends on nearly every task the analysis gives up and says so', () => {
  const size = 3000;
  const { time, codes } = timed(
    named(size, (i) => [
      [
        `t${i}`,
        {
          ...(i > 1 ? { join: 'all' } : {}),
          next: [
            {
              when: "{{ result() == 'a' }}",
              publish: [{ x: i }],
              do: [i + 1, i + 2].flatMap((to) => (to < size ? [`t${to}`] : [])),
            },
          ],
        },
      ],
    ]),
    { match: 'all' },
  );
  expect(codes).toContain('analysis_incomplete');
  expect(time).toBeLessThan(2 * 5000);
});
