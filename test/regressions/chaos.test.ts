import fc from 'fast-check';
import { describe, test } from 'vitest';
import { programOf as programFrom } from '../conductor/workflows.ts';
import { LOOSE, Structured } from '../dag/structured.ts';
import { Chaos } from './chaos.ts';
import { MANNERS, programOf, WORKFLOWS } from './chaos-workflows.ts';

const RUNS = Number(process.env.PROPERTY_RUNS ?? 150);
const LARGEST = 100;
const SEED = Number(process.env.SEED ?? Date.now() % 1_000_000);

describe(`any workflow in an unruly world (seed ${SEED}, ${RUNS} runs)`, () => {
  test('after every event all invariants hold, and every execution ends with nothing left open', () => {
    fc.assert(
      fc.property(WORKFLOWS, MANNERS, fc.nat(), fc.integer({ min: 0, max: 150 }), (workflow, manners, seed, steps) => {
        new Chaos(programOf(workflow), seed, manners).run(steps);
      }),
      { numRuns: RUNS, seed: SEED },
    );
  });

  test('also workflows made of blocks: loops in loops, forks, joins of every kind, items, retries', () => {
    fc.assert(
      fc.property(LOOSE, MANNERS, fc.nat(), fc.integer({ min: 0, max: 150 }), (block, manners, seed, steps) => {
        const workflow = new Structured(block);
        fc.pre([...workflow.runs.values()].reduce((sum, n) => sum + n, 0) <= LARGEST);
        new Chaos(programFrom(workflow.yaml), seed, manners).run(steps);
      }),
      { numRuns: RUNS, seed: SEED },
    );
  });
});
