import { describe, expect, test } from 'vitest';
import { loadDefinition } from '../../src/definition/load-definition.ts';
import { analyse } from '../../src/graph/analysis/analyse.ts';
import { buildGraph } from '../../src/graph/transition-graph.ts';
import { leftInCycles } from './acyclic.ts';
import { CYCLES } from './cycles.ts';
import { CYCLES_WITH_JOINS } from './cycles-with-joins.ts';
import { inEveryOrder, orderName, sortedRuns } from './trial.ts';

const CORPUS = [...CYCLES, ...CYCLES_WITH_JOINS];

describe('cycles of every kind run', () => {
  test('no name is there twice', () => {
    expect(new Set(CORPUS.map(({ name }) => name)).size).toBe(CORPUS.length);
  });

  test.each(CORPUS)('$name', ({ yaml, runs, status = 'succeeded', error, output, ...script }) => {
    const { definition, findings } = loadDefinition(yaml, { ref: 'test.workflow', pack: 'test' });
    const analysis = definition === null ? [] : analyse(definition);
    expect([...findings, ...analysis].filter(({ severity }) => severity === 'error')).toEqual([]);
    expect(definition && leftInCycles(buildGraph(definition))).not.toEqual([]);
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
    });
  });
});
