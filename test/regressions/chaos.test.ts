import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { Chaos, WORKFLOW } from './chaos.ts';

const RUNS = Number(process.env.PROPERTY_RUNS ?? 300);
const SEED = Number(process.env.SEED ?? Date.now() % 1_000_000);
const options = { numRuns: RUNS, seed: SEED } as const;
const choices = fc.array(fc.nat(1000), { minLength: 5, maxLength: 60 });

/** Afterwards everything is answered in turn, so that the execution comes to an end. */
function finish(chaos: Chaos): void {
  for (let n = 0; n < 3000 && !chaos.ended; n++) {
    chaos.turn(0, false);
    expect(chaos.wrong, chaos.said.join('; ')).toEqual([]);
    if (chaos.stage.shown().status === 'paused') {
      chaos.take({ type: 'command.resume', at: chaos.stage.now });
    }
  }
}

describe(`whatever happens (seed ${SEED}, ${RUNS} each)`, () => {
  test('after every event something can still happen, or the execution has ended and left nothing behind', () => {
    fc.assert(
      fc.property(WORKFLOW, choices, (yaml, list) => {
        const chaos = new Chaos(yaml);
        expect(chaos.wrong).toEqual([]);
        for (const choice of list) {
          if (!chaos.ended) {
            chaos.turn(choice, true);
            expect(chaos.wrong, chaos.said.join('; ')).toEqual([]);
          }
        }
        finish(chaos);
        expect(chaos.ended).toBe(true);
      }),
      options,
    );
  });
});
