import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Order } from '../conformance/scenario-host.ts';
import { type Block, JOINED, LOOSE, Structured } from './structured.ts';
import { Trial, tally } from './trial.ts';

const RUNS = Number(process.env.PROPERTY_RUNS ?? 150);
const SEED = Number(process.env.SEED ?? Date.now() % 1_000_000);
const options = { numRuns: RUNS, seed: SEED } as const;
/** Loops in loops over forks that are not joined grow beyond what a test should wait for. */
const LARGEST = 400;

const orders: fc.Arbitrary<Order> = fc.oneof(
  fc.constantFrom('fifo' as const, 'lifo' as const),
  fc.integer({ min: 1, max: 1_000_000 }).map((seed) => ({ seed })),
);

const sized = (block: Block): Structured => {
  const workflow = new Structured(block);
  fc.pre([...workflow.runs.values()].reduce((sum, n) => sum + n, 0) <= LARGEST);
  return workflow;
};

describe(`workflows made of blocks (seed ${SEED}, ${RUNS} each)`, () => {
  test('run every task as often as the blocks say, and lose nothing that a branch published', () => {
    fc.assert(
      fc.property(JOINED, orders, (block, order) => {
        const workflow = sized(block);
        const trial = new Trial(workflow.yaml, { answers: workflow.answers }, order).run();
        expect(trial.errors).toEqual([]);
        expect(trial.runs).toBe(tally([...workflow.runs]));
        expect(trial.output).toEqual(workflow.output);
      }),
      options,
    );
  });

  test('also with joins that do not wait for all, and forks that are not joined', () => {
    fc.assert(
      fc.property(LOOSE, orders, (block, order) => {
        const workflow = sized(block);
        const trial = new Trial(workflow.yaml, { answers: workflow.answers }, order).run();
        expect(trial.errors).toEqual([]);
        expect(trial.runs).toBe(tally([...workflow.runs]));
      }),
      options,
    );
  });

  test('and when they are paused and resumed again and again', () => {
    fc.assert(
      fc.property(LOOSE, orders, fc.array(fc.nat(5), { minLength: 1, maxLength: 20 }), (block, order, pauses) => {
        const workflow = sized(block);
        const trial = new Trial(workflow.yaml, { answers: workflow.answers }, order).start();
        let [at, steps] = [0, 0];
        while (!trial.ended) {
          if (trial.status === 'running' && steps >= (pauses[at] ?? Number.POSITIVE_INFINITY)) {
            trial.take({ type: 'command.pause', at: trial.stage.now });
            [at, steps] = [at + 1, 0];
          } else if (trial.status === 'paused') {
            trial.take({ type: 'command.resume', at: trial.stage.now });
          } else {
            trial.step();
            steps++;
          }
        }
        expect(trial.errors).toEqual([]);
        expect(trial.runs).toBe(tally([...workflow.runs]));
      }),
      options,
    );
  });
});
