import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { movedId } from '../../src/execution/moved-values.ts';
import { planRerun } from '../../src/execution/rerun.ts';
import { taskOf } from '../../src/projection/rows.ts';
import type { Json } from '../../src/value/json.ts';
import type { Order } from '../conformance/scenario-host.ts';
import { type Block, JOINED, LOOSE, Structured } from './structured.ts';
import { Trial, tally } from './trial.ts';

const RUNS = Number(process.env.PROPERTY_RUNS ?? 40);
const SEED = Number(process.env.SEED ?? Date.now() % 1_000_000);
const options = { numRuns: RUNS, seed: SEED } as const;
const LARGEST = 250;

const orders: fc.Arbitrary<Order> = fc.oneof(
  fc.constantFrom('fifo' as const, 'lifo' as const),
  fc.integer({ min: 1, max: 1_000_000 }).map((seed) => ({ seed })),
);

/** Runs of each task that the execution knows of, whether it has made them or taken them over. */
function runsOf(trial: Trial): string {
  const runs = new Map<string, number>();
  for (const [instance] of trial.stage.state.scan('task', '')) {
    runs.set(taskOf(instance), (runs.get(taskOf(instance)) ?? 0) + 1);
  }
  return tally([...runs]);
}

/** The execution that takes over from an ended one, run to its end. */
function again(failed: Trial, yaml: string, answers: Structured['answers'], order: Order): Trial {
  const plan = planRerun(failed.stage.events, { from: null, at: null, resetItems: false });
  const row = failed.stage.state.get('execution', '');
  if (!plan.ok || row === undefined) {
    throw new Error(plan.ok ? 'not started' : plan.detail);
  }
  const trial = new Trial(yaml, { answers }, order);
  for (const id of plan.values) {
    trial.stage.state.addValue(movedId(id), failed.stage.state.value(id));
  }
  const { id, workflow, definition, input, startAt, tags, limits } = row;
  const takeover = { inline: plan.takeover as unknown as Json };
  trial.take({
    ...{ type: 'execution.rerun', at: trial.stage.now, id, workflow, definition, input, startAt, tags, limits },
    ...{ takeover, vars: { inline: {} } },
  });
  for (let step = 0; step < 20_000 && !trial.ended; step++) {
    trial.step();
  }
  return trial;
}

interface Case {
  readonly workflow: Structured;
  readonly yaml: string;
  /** What its failing call is to answer; the calls before it succeed. */
  readonly failing: Structured['answers'];
  readonly mended: Structured['answers'];
}

/** A workflow in which one call of one task fails, and nothing handles that. */
function caseOf(block: Block, which: number, nth: number): Case {
  const workflow = new Structured(block);
  const total = [...workflow.runs.values()].reduce((sum, n) => sum + n, 0);
  const plain = workflow.yaml
    .split('\n')
    .flatMap((line) => line.match(/^ {2}- \{name: (t\d+), next: \[\{publish/)?.[1] ?? []);
  const candidates = plain.filter((name) => workflow.runs.has(name));
  fc.pre(total <= LARGEST && candidates.length > 0);
  const victim = candidates[which % candidates.length] ?? '';
  const runs = workflow.runs.get(victim) ?? 1;
  const yaml = workflow.yaml.replace(
    `{name: ${victim}, next: [{publish`,
    `{name: ${victim}, action: core.noop, next: [{when: "{{ succeeded() }}", publish`,
  );
  const calls = Array.from({ length: (nth % runs) + 1 }, (_, i) => (i === nth % runs ? 'fail' : 'succeed'));
  const { [victim]: _, ...mended } = workflow.answers;
  return { workflow, yaml, mended, failing: { ...mended, [victim]: calls as ('fail' | 'succeed')[] } };
}

describe(`an execution in which one call failed, run again with the call succeeding (seed ${SEED}, ${RUNS} each)`, () => {
  test('comes to the same output and the same runs as the undisturbed one', () => {
    fc.assert(
      fc.property(JOINED, orders, orders, fc.nat(), fc.nat(), (block, order, other, which, nth) => {
        const { workflow, yaml, failing, mended } = caseOf(block, which, nth);
        const failed = new Trial(yaml, { answers: failing }, order).run();
        expect(failed.status).toBe('failed');
        const trial = again(failed, yaml, mended, other);
        expect(trial.errors).toEqual([]);
        expect(trial.output).toEqual(workflow.output);
        expect(runsOf(trial)).toBe(tally([...workflow.runs]));
      }),
      options,
    );
  });

  test('also with joins that do not wait for all, and forks that are not joined: the same runs', () => {
    fc.assert(
      fc.property(LOOSE, orders, orders, fc.nat(), fc.nat(), (block, order, other, which, nth) => {
        const { workflow, yaml, failing, mended } = caseOf(block, which, nth);
        const failed = new Trial(yaml, { answers: failing }, order).run();
        expect(failed.status).toBe('failed');
        const trial = again(failed, yaml, mended, other);
        expect(trial.errors).toEqual([]);
        expect(runsOf(trial)).toBe(tally([...workflow.runs]));
      }),
      options,
    );
  });
});
