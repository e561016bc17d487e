import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createMachine, transition } from 'xstate';
import { nextTasks } from '../../src/graph/next-tasks.ts';
import { buildGraph } from '../../src/graph/transition-graph.ts';
import { configurationOf } from '../../src/machine/configuration.ts';
import { createTokenMachine, type Move, type TokenEvent, type TokenMachine } from '../../src/machine/token-machine.ts';
import { sketch, type TaskSketch } from './definitions.ts';

const names = ['a', 'b', 'c', 'd', 'e'];
const target = fc.constantFrom(...names, 'noop', 'fail', 'continue');
const task = (name: string) =>
  fc.record({
    name: fc.constant(name),
    next: fc.array(fc.uniqueArray(target, { minLength: 1, maxLength: 4 }), { maxLength: 3 }),
    join: fc.constantFrom(null, 'all' as const, 1),
    match: fc.constantFrom('first' as const, 'all' as const),
  });
const workflow = fc.tuple(...names.map(task)) as fc.Arbitrary<readonly TaskSketch[]>;

/** The tasks a move comes to, through forks, and whether it asks to fail. */
function ends(machine: TokenMachine, move: Move): readonly string[] {
  const state = machine.config.states[move.value];
  const fails = move.actions.some((action) => action.type === 'fail') ? ['fail'] : [];
  if (state?.tags?.includes('fork')) {
    const branches = Object.keys(state.on ?? {}).filter((event) => event.startsWith('branch.'));
    return branches.flatMap((_, i) => ends(machine, machine.step(move.value, { type: `branch.${i}` })));
  }
  const name = move.value.replace(/:join$/, '');
  return names.includes(name) ? [name, ...fails] : fails;
}

describe('the generated machine', () => {
  test('goes where the specification of a completion says, for every outcome of the conditions', () => {
    fc.assert(
      fc.property(workflow, fc.array(fc.boolean(), { minLength: 3, maxLength: 3 }), (tasks, truths) => {
        const graph = buildGraph(sketch(tasks));
        const machine = createTokenMachine(configurationOf(graph));
        const holds = (i: number) => truths[i] ?? false;
        for (const { name, match, next = [] } of tasks) {
          const specified = nextTasks(graph, name, holds).flatMap(({ tasks: to, command }) =>
            command === 'fail' ? [...to, 'fail'] : to,
          );
          const moves =
            match === 'first'
              ? [machine.step(name, { type: 'completed', succeeded: true, holds })]
              : next
                  .map((_, i) => machine.step(name, { type: `completed.${i}`, succeeded: true, holds }))
                  .filter((move) => !move.actions.some((action) => action.type === 'untaken'));
          expect(moves.flatMap((move) => ends(machine, move))).toEqual(specified);
        }
      }),
      { numRuns: 300 },
    );
  });

  test("takes the same step as XState's own `transition`, whatever it has been answered before", () => {
    const answers = fc.record({
      truths: fc.array(fc.boolean(), { minLength: 3, maxLength: 3 }),
      ok: fc.boolean(),
    });
    fc.assert(
      fc.property(workflow, fc.array(answers, { minLength: 1, maxLength: 8 }), (tasks, rounds) => {
        const config = configurationOf(buildGraph(sketch(tasks)));
        const machine = createTokenMachine(config);
        for (const { truths, ok } of rounds) {
          const holds = (i: number) => truths[i] ?? false;
          const guards = {
            when: (_: unknown, { transition: i }: { transition: number }) => holds(i),
            whenSucceeded: (_: unknown, { transition: i }: { transition: number }) => ok && holds(i),
            succeeded: () => ok,
          };
          const plain = createMachine(config as never, { guards: guards as never });
          for (const [value, { on = {} }] of Object.entries(config.states)) {
            for (const type of [...Object.keys(on), 'unheard.of'].filter((each) => each !== '*')) {
              const event = { type, succeeded: ok, holds } as TokenEvent;
              const [next, told] = transition(plain, plain.resolveState({ value } as never), event as never);
              const { value: to, final, actions } = machine.step(value, event);
              const params = told.map(({ type: name, params: given }) => [
                name,
                (given as { transition?: number } | undefined)?.transition ?? null,
              ]);
              expect([to, final]).toEqual([String(next.value), next.status === 'done']);
              expect(actions.map((action) => [action.type, action.transition])).toEqual(params);
            }
          }
        }
      }),
      { numRuns: 100 },
    );
  });

  test('asks each condition once, and none after the first that holds', () => {
    const machine = createTokenMachine(
      configurationOf(buildGraph(sketch([{ name: 'a', next: [['b'], ['c'], ['b']] }, { name: 'b' }, { name: 'c' }]))),
    );
    for (const [truths, expected] of [
      [[true, true, true], [0]],
      [
        [false, true, true],
        [0, 1],
      ],
      [[true, false, false], [0]],
      [
        [false, true, false],
        [0, 1],
      ],
    ] as const) {
      const asked: number[] = [];
      const holds = (i: number) => {
        asked.push(i);
        return truths[i] ?? false;
      };
      machine.step('a', { type: 'completed', succeeded: true, holds });
      expect(asked).toEqual(expected);
    }
  });

  test('answers an event it does not know with `reject`', () => {
    const machine = createTokenMachine(configurationOf(buildGraph(sketch([{ name: 'a' }]))));
    expect(machine.step('a', { type: 'fire' })).toMatchObject({ value: 'a', actions: [{ type: 'reject' }] });
  });

  test('loads into createMachine as it is served', () => {
    const config = configurationOf(
      buildGraph(sketch([{ name: 'a', next: [['b', 'c']] }, { name: 'b' }, { name: 'c', join: 'all' }])),
    );
    const machine = createMachine(JSON.parse(JSON.stringify(config)));
    expect(Object.keys(machine.states)).toEqual([
      'start',
      'a',
      'a:fork-0',
      'b',
      'c',
      'c:join',
      'ended',
      'failed',
      'absorbed',
    ]);
  });

  test('fork targets are events, never a list that XState would cut to its first', () => {
    const { states } = configurationOf(
      buildGraph(sketch([{ name: 'a', next: [['b', 'c']] }, { name: 'b' }, { name: 'c' }])),
    );
    expect(states['a:fork-0']?.on).toMatchObject({ 'branch.0': 'b', 'branch.1': 'c' });
  });
});
