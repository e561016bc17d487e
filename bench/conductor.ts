import { createProgram } from '../src/conductor/program.ts';
import { loadDefinition } from '../src/definition/load-definition.ts';
import { ScenarioHost } from '../test/conformance/scenario-host.ts';
import { median } from './statistics.ts';

const LOOP = `
ref: bench.loop
label: loop
max_task_iterations: 100000
entry_points: [step]
tasks:
  - name: step
    next:
      - when: "{{ iteration() < ROUNDS }}"
        do: step
`;

/** Events per second of the pure conductor: a loop, no SQL, state in memory; the median of five runs. */
export function conductorSpeed(rounds: number): number {
  const { definition } = loadDefinition(LOOP.replace('ROUNDS', String(rounds)), {
    ref: 'bench.loop',
    pack: 'bench',
  });
  if (definition === null) {
    throw new Error('the bench definition does not load');
  }
  const program = createProgram(definition);
  const once = () => {
    const host = new ScenarioHost(program, {}, 'fifo');
    const begin = performance.now();
    host.run();
    return rounds / ((performance.now() - begin) / 1000);
  };
  once();
  return median(Array.from({ length: 5 }, once));
}
