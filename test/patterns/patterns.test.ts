import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { loadDefinition } from '../../src/definition/load-definition.ts';
import { analyse } from '../../src/graph/analysis/analyse.ts';
import { ORDERS, orderName, sortedRuns, Trial } from '../dag/trial.ts';
import { PATTERNS } from './catalogue.ts';
import { EXPECTATIONS, type Expectation } from './expectations.ts';
import { EXPRESSED, FILES, sourceOf } from './files.ts';
import { PAGE, patternsPage } from './page.ts';

/** Warnings that say of a pattern what it is: an inbound task of this join does arrive more than once. */
const ABOUT: Readonly<Record<number, readonly string[]>> = { 33: ['join_many_arrivals'] };

/** When an instance was at work: from its start to its end, or until now. */
function spanOf({ stage }: Trial, instance: string): readonly [number, number] {
  const row = stage.state.get('task', instance);
  if (row === undefined) {
    throw new Error(`${instance} did not start`);
  }
  return [row.scheduledAt, row.endedAt ?? Number.POSITIVE_INFINITY];
}

function check(trial: Trial, expected: Expectation): void {
  expect(trial.runs).toBe(sortedRuns(expected.runs));
  for (const [first, second] of expected.before ?? []) {
    expect(spanOf(trial, first)[1], `${first} before ${second}`).toBeLessThanOrEqual(spanOf(trial, second)[0]);
  }
  const spans = (expected.together ?? []).map((instance) => spanOf(trial, instance));
  if (spans.length > 0) {
    const begin = Math.max(...spans.map(([start]) => start));
    expect(begin).toBeLessThan(Math.min(...spans.map(([, end]) => end)));
  }
  const alone = (expected.apart ?? []).map((instance) => spanOf(trial, instance)).sort(([a], [b]) => a - b);
  for (const [i, [start]] of alone.entries()) {
    expect(alone[i - 1]?.[1] ?? start).toBeLessThanOrEqual(start);
  }
  for (const [instance, status] of Object.entries(expected.ends ?? {})) {
    expect(`${instance} ${trial.taskStatus(instance)}`).toBe(`${instance} ${status}`);
  }
  if (expected.output !== undefined) {
    expect(trial.output).toEqual(expected.output);
  }
}

describe('the 43 control-flow patterns', () => {
  test('are all there, each once, and those that are expressed have a file and what comes of it', () => {
    expect(PATTERNS).toHaveLength(43);
    expect(new Set(PATTERNS.map(({ name }) => name)).size).toBe(43);
    const numbers = EXPRESSED.map(({ number }) => number);
    expect(numbers.length).toBeGreaterThanOrEqual(25);
    expect([...FILES.keys()]).toEqual(numbers);
    expect(Object.keys(EXPECTATIONS).map(Number)).toEqual(numbers);
  });

  describe.each(EXPRESSED)('$number $name', ({ number }) => {
    const yaml = sourceOf(number);

    test('loads, and its analysis has nothing to say but what the pattern is about', () => {
      const { definition, findings } = loadDefinition(yaml, { ref: 'test.pattern', pack: 'test' });
      expect(findings).toEqual([]);
      const codes = definition === null ? ['no definition'] : analyse(definition).map(({ code }) => code);
      expect([...new Set(codes)]).toEqual(ABOUT[number] ?? []);
    });

    test.each((EXPECTATIONS[number] ?? []).map((expected, i) => ({ situation: i + 1, expected })))(
      'situation $situation, in every order of answers',
      ({ expected }) => {
        for (const order of ORDERS) {
          const trial = new Trial(yaml, expected, order);
          if (expected.drive === undefined) {
            trial.run();
            expect(`${orderName(order)} ${trial.status}`).toBe(`${orderName(order)} ${expected.status ?? 'succeeded'}`);
          } else {
            expected.drive(trial);
            expect(trial.status).toBe(expected.status ?? 'running');
          }
          check(trial, expected);
        }
      },
    );
  });

  test('docs/patterns.md is what `node test/patterns/page.ts` writes', () => {
    expect(readFileSync(PAGE, 'utf8')).toBe(patternsPage());
  });
});
