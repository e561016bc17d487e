import { describe, expect, test } from 'vitest';
import { loadDefinition } from '../../src/definition/load-definition.ts';
import { analyse } from '../../src/graph/analysis/analyse.ts';
import { buildGraph } from '../../src/graph/transition-graph.ts';
import { leftInCycles } from './acyclic.ts';
import { BRANCHES } from './acyclic-branches.ts';
import { FAILURES } from './acyclic-failures.ts';
import { PIPELINES } from './acyclic-pipelines.ts';
import { SHAPES } from './acyclic-shapes.ts';
import { inEveryOrder, orderName, sortedRuns, type Trial } from './trial.ts';

const CORPUS = [...SHAPES, ...BRANCHES, ...FAILURES, ...PIPELINES];

/** A task starts when what led to it has ended, never before: the only order there is. */
function startedTooEarly(trial: Trial): readonly string[] {
  const { state } = trial.stage;
  return [...state.scan('task', '')].flatMap(([instance, { triggeredBy, scheduledAt }]) =>
    triggeredBy.flatMap(({ instance: from }) => {
      const endedAt = state.get('task', from)?.endedAt ?? Number.POSITIVE_INFINITY;
      return endedAt <= scheduledAt ? [] : [`${instance} before ${from}`];
    }),
  );
}

describe('workflows without a cycle run as they do in an engine that allows no other', () => {
  test('the corpus is large enough, and no name is there twice', () => {
    expect(CORPUS.length).toBeGreaterThanOrEqual(50);
    expect(new Set(CORPUS.map(({ name }) => name)).size).toBe(CORPUS.length);
  });

  test.each(CORPUS)('$name', ({ yaml, runs, status = 'succeeded', error, output, ...script }) => {
    const { definition, findings } = loadDefinition(yaml, { ref: 'test.workflow', pack: 'test' });
    const analysis = definition === null ? [] : analyse(definition);
    expect([...findings, ...analysis].filter(({ severity }) => severity === 'error')).toEqual([]);
    expect(definition && leftInCycles(buildGraph(definition))).toEqual([]);
    inEveryOrder(yaml, script, (trial, order) => {
      expect({ order: orderName(order), status: trial.status, runs: trial.runs, error: trial.errors[0] }).toEqual({
        order: orderName(order),
        status,
        runs: sortedRuns(runs),
        error,
      });
      if (output !== undefined) {
        expect(trial.output).toEqual(output);
      }
      expect(startedTooEarly(trial)).toEqual([]);
    });
  });
});
