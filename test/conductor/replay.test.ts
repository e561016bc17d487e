import { describe, expect, test } from 'vitest';
import type { Cause } from '../../src/conductor/cause.ts';
import { type Decision, decide } from '../../src/conductor/decide.ts';
import { MemoryState } from '../../src/inspection/memory-state.ts';
import { TABLE_NAMES } from '../../src/inspection/table-names.ts';
import { createTokenMachine } from '../../src/machine/token-machine.ts';
import { apply, applyEvent } from '../../src/projection/apply.ts';
import type { Json } from '../../src/value/json.ts';
import { type Order, type Scenario, ScenarioHost } from '../conformance/scenario-host.ts';
import { programOf, SHAPES } from './workflows.ts';

interface Recorded {
  readonly cause: Cause;
  readonly decision: Decision;
}

const ORDERS: readonly Order[] = ['fifo', 'lifo', { seed: 11 }];

function record(name: string, order: Order): { readonly host: ScenarioHost; readonly events: readonly Recorded[] } {
  const { yaml, outcomes } = SHAPES[name] ?? { yaml: '' };
  const events: Recorded[] = [];
  const scenario = { tasks: outcomes ?? {} } as Scenario;
  const host = new ScenarioHost(programOf(yaml), scenario, order, {
    onDecision: (decision, cause) => events.push({ cause, decision }),
  });
  host.run();
  return { host, events };
}

function dump(state: MemoryState): Json {
  return TABLE_NAMES.map((table) => [...state.scan(table, '')]) as unknown as Json;
}

/** What an eviction leaves: rows as text, read again. */
function evicted(state: MemoryState, values: Map<string, Json>): MemoryState {
  const fresh = new MemoryState(values);
  for (const table of TABLE_NAMES) {
    for (const [key, row] of state.scan(table, '')) {
      fresh.put(table, key, JSON.parse(JSON.stringify(row)));
    }
  }
  return fresh;
}

describe.each(Object.keys(SHAPES))('%s', (name) => {
  test.each(ORDERS)('replayed with an eviction after every event, it decides the same, byte for byte (%j)', (order) => {
    const { events } = record(name, order);
    const program = programOf(SHAPES[name]?.yaml ?? '');
    const values = new Map<string, Json>();
    let state = new MemoryState(values);
    for (const { cause, decision } of events) {
      const again = decide(program, state, JSON.parse(JSON.stringify(cause)));
      expect(JSON.stringify(again.changes)).toBe(JSON.stringify(decision.changes));
      expect(JSON.stringify(again.effects)).toBe(JSON.stringify(decision.effects));
      for (const { id, value } of again.values) {
        values.set(id, value);
      }
      for (const change of again.changes) {
        apply(state, JSON.parse(JSON.stringify(change)), again.at);
      }
      applyEvent(state, again.seq, again.at);
      state = evicted(state, values);
    }
  });

  test('the rows of a turn are the fold of its changes, at every event', () => {
    const fold = new MemoryState();
    const { yaml, outcomes } = SHAPES[name] ?? { yaml: '' };
    const host = new ScenarioHost(programOf(yaml), { tasks: outcomes ?? {} } as Scenario, 'fifo', {
      onDecision: (decision) => {
        for (const change of decision.changes) {
          apply(fold, change, decision.at);
        }
        applyEvent(fold, decision.seq, decision.at);
        const touched = [...decision.state.touched()];
        for (const [table, key, row] of touched) {
          expect(fold.get(table, key)).toEqual(row);
        }
      },
    });
    host.run();
    expect(dump(fold)).toEqual(dump(host.state));
  });

  test('every move of a token is a pair of states of the machine', () => {
    const { host, events } = record(name, 'fifo');
    const { states } = host.program.machine.config;
    for (const { decision } of events) {
      for (const change of decision.changes) {
        if (change.type === 'token.moved' || change.type === 'token.ended') {
          expect(Object.keys(states)).toEqual(expect.arrayContaining([change.from, change.to]));
          const arrows = Object.values(states[change.from]?.on ?? {}).flatMap((on) => (Array.isArray(on) ? on : [on]));
          const targets = arrows.map((arrow) => (typeof arrow === 'string' ? arrow : arrow.target));
          expect(targets).toContain(change.to);
        }
      }
    }
  });

  test('what is left at the end is nothing that could still happen', () => {
    const { host } = record(name, 'fifo');
    expect(host.execution.active).toBe(0);
    expect([...host.state.scan('timer', '')]).toEqual([]);
    expect([...host.state.scan('group', '')].filter(([, { tokens }]) => tokens <= 0)).toEqual([]);
  });
});

describe('the machine is what runs', () => {
  const program = programOf(SHAPES.chain?.yaml ?? '');
  const { config } = program.machine;

  test('without arrows no task after the first starts', () => {
    const states = Object.fromEntries(
      Object.entries(config.states).map(([name, state]) => [name, name === 'start' ? state : { ...state, on: {} }]),
    );
    const host = new ScenarioHost({ ...program, machine: createTokenMachine({ ...config, states }) }, {}, 'fifo');
    expect(() => host.run()).toThrow('the machine');
    expect([...host.state.scan('task', '')].map(([instance]) => instance)).toEqual(['a:1']);
  });

  test('without states nothing starts at all', () => {
    const states = { start: { on: {} }, a: {}, ended: { type: 'final' as const } };
    const host = new ScenarioHost({ ...program, machine: createTokenMachine({ ...config, states }) }, {}, 'fifo');
    expect(() => host.run()).toThrow('the machine');
    expect([...host.state.scan('task', '')]).toEqual([]);
  });
});
