import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createProgram } from '../../../src/conductor/program.ts';
import type { Definition } from '../../../src/definition/definition.ts';
import { loadDefinition } from '../../../src/definition/load-definition.ts';
import { analyse } from '../../../src/graph/analysis/analyse.ts';
import { buildGraph } from '../../../src/graph/transition-graph.ts';
import type { Finding } from '../../../src/problem/finding.ts';
import type { ExecutionError } from '../../../src/problem/task-error.ts';
import { ScenarioHost } from '../../conformance/scenario-host.ts';
import { type Program, programs } from './programs.ts';

function definitionOf(program: Program): Definition {
  const { definition } = loadDefinition(JSON.stringify(program), { ref: 'corpus.case', pack: 'corpus' });
  if (definition === null) {
    throw new Error('no definition');
  }
  return definition;
}

/** The paths of a witness: it is one, or a list of several. */
function pathsOf({ witness }: Finding): readonly (readonly string[])[] {
  const list = (witness ?? []) as readonly (string | readonly string[])[];
  return list.every((entry) => typeof entry === 'string') ? [list] : (list as readonly (readonly string[])[]);
}

const SHAPES = [
  { dialect: 'native', joins: ['all', 'active', 1, 2, 3], names: ['x', 'y'], reading: 3 },
  { dialect: 'orquesta', joins: ['all', 1, 2, 3], names: ['x', 'y'], reading: 3 },
] as const;

describe.each(SHAPES)('in any workflow of the dialect $dialect', (shape) => {
  test('the analysis comes to an end, and each witness is a path of the graph', () => {
    fc.assert(
      fc.property(programs(shape), (program) => {
        const definition = definitionOf(program);
        const { indexOf, outboundTasks, entryPoints } = buildGraph(definition);
        for (const finding of analyse(definition)) {
          for (const path of pathsOf(finding)) {
            const tasks = path.map((name) => indexOf.get(name) ?? -1);
            for (const [i, task] of tasks.slice(1).entries()) {
              expect(outboundTasks[tasks[i] ?? -1]).toContain(task);
            }
            if (finding.code === 'variable_maybe_unassigned' && tasks.length > 0) {
              expect(entryPoints).toContain(tasks[0]);
            }
          }
        }
      }),
      { numRuns: 1000 },
    );
  });
});

/** Errors of runs with arbitrary outcomes, in arbitrary order. */
function errorsOf(definition: Definition, outcomes: readonly number[], seed: number): readonly ExecutionError[] {
  const results = outcomes.map((outcome) => ({
    status: outcome === 0 ? 'failed' : 'succeeded',
    result: ['a', 'b', 'c'][outcome % 3] ?? null,
  }));
  // Each task takes outcomes from another place of the list.
  const tasks = Object.fromEntries(
    definition.tasks.map(({ name }, i) => [name, [...results.slice(i * 3), ...results]]),
  );
  const host = new ScenarioHost(createProgram(definition), { tasks }, { seed });
  host.run();
  return [...host.state.scan('error', '')].map(([, error]) => error);
}

const runs = fc.array(
  fc.record({ outcomes: fc.array(fc.nat(11), { minLength: 24, maxLength: 24 }), seed: fc.nat(1000) }),
  {
    minLength: 6,
    maxLength: 6,
  },
);
/** The same programs every time: what is claimed here is likely, not proven. */
const options = { seed: 20_261_107, numRuns: 250 } as const;

describe('what goes wrong at run time', () => {
  const shape = { dialect: 'native', joins: ['all', 'active'], names: ['x', 'y'], reading: 3 } as const;

  test('a name that is missing was told of, with its place', () => {
    fc.assert(
      fc.property(programs(shape), runs, (program, all) => {
        const definition = definitionOf(program);
        const found = analyse(definition).filter(({ code }) => code.startsWith('variable_'));
        for (const { outcomes, seed } of all) {
          for (const { kind, path = '' } of errorsOf(definition, outcomes, seed)) {
            if (kind === 'expression') {
              expect(found.filter((finding) => finding.path.startsWith(path))).not.toEqual([]);
            }
          }
        }
      }),
      options,
    );
  });

  test('a join that waits in vain was told of', () => {
    fc.assert(
      fc.property(programs({ ...shape, reading: 1000 }), runs, (program, all) => {
        const definition = definitionOf(program);
        const codes = new Set(analyse(definition).map(({ code }) => code));
        const told = ['join_can_starve', 'join_needs_itself', 'join_many_arrivals', 'endless_cycle'];
        for (const { outcomes, seed } of all) {
          for (const { code } of errorsOf(definition, outcomes, seed)) {
            if (code === 'join_unreachable') {
              expect(told.filter((each) => codes.has(each))).not.toEqual([]);
            }
          }
        }
      }),
      options,
    );
  });
});
