import type { Definition, Match, TaskDefinition } from '../../src/definition/definition.ts';

/** A transition in short: its targets; conditions are decided by the test. */
export interface TaskSketch {
  readonly name: string;
  readonly next?: readonly (readonly string[])[];
  readonly join?: TaskDefinition['join'];
  readonly match?: Match;
}

/** A definition from a sketch, for tests that need a graph and no expressions. */
export function sketch(tasks: readonly TaskSketch[], more: Partial<Definition> = {}): Definition {
  return {
    ...{
      format: 1,
      ref: 'test.sketch',
      pack: 'test',
      label: 'sketch',
      description: null,
      version: null,
      tags: [],
    },
    ...{
      dialect: 'native',
      recursiveExpressions: false,
      parameters: { type: 'object' },
      vars: [],
      output: null,
    },
    ...{ outputMap: [], entryPoints: null, onFailure: 'finish', timeout: null, maxTaskIterations: null },
    ...{ concurrency: null, retention: null, positions: {} },
    ...more,
    tasks: tasks.map(({ name, next = [], join = null, match = 'first' }, index) => ({
      ...{ name, description: null, action: null, input: {}, when: null, with: null, join, delay: null },
      ...{ timeout: null, totalTimeout: null, heartbeat: null, retry: null, maxIterations: null, match },
      onParentEnd: 'cancel',
      next: next.map((targets, i) => ({
        ...{ when: '{{ true }}', publish: [], do: targets, path: `/tasks/${index}/next/${i}` },
      })),
      path: `/tasks/${index}`,
    })),
  };
}
