import { createProgram } from '../../src/conductor/program.ts';
import { loadDefinition } from '../../src/definition/load-definition.ts';
import type { ExecutionRow } from '../../src/projection/rows.ts';
import { canonical, equals, type Json } from '../../src/value/json.ts';
import { type Order, type Scenario, ScenarioHost } from './scenario-host.ts';

export interface NativeCase {
  readonly kind: 'native';
  readonly name: string;
  readonly workflow: string;
  readonly scenario: Scenario;
  readonly expected: {
    readonly status: string;
    readonly runs: Readonly<Record<string, number>>;
    readonly errors?: readonly { readonly type: string; readonly task?: string }[];
    readonly output?: Json;
  };
}

const ORDERS: readonly Order[] = ['fifo', 'lifo', { seed: 7 }];

/** Runs a case in three orders of completion. @returns why it fails, or null */
export function runNativeCase(test: NativeCase): string | null {
  const ref = /^ref: (\S+)/m.exec(test.workflow)?.[1] ?? 'corpus.case';
  const { definition, findings } = loadDefinition(test.workflow, { ref, pack: ref.split('.')[0] ?? '' });
  if (definition === null) {
    return `does not load: ${findings.map(({ message }) => message).join('; ')}`;
  }
  const program = createProgram(definition);
  for (const order of ORDERS) {
    const host = new ScenarioHost(program, test.scenario, order);
    const row = host.run();
    const failure = compare(test, order, row, host);
    if (failure !== null) {
      return `${JSON.stringify(order)}: ${failure}`;
    }
  }
  return null;
}

function compare({ expected }: NativeCase, order: Order, row: ExecutionRow, host: ScenarioHost): string | null {
  if (row.status !== expected.status) {
    return `status ${row.status} (${row.error?.message ?? ''}), expected ${expected.status}`;
  }
  const runs = Object.fromEntries([...host.state.scan('iteration', '')].map(([task, { n }]) => [task, n]));
  if (!equals(runs, expected.runs)) {
    return `runs ${canonical(runs)}, expected ${canonical(expected.runs)}`;
  }
  // Which of two branches writes last depends on the order; the corpus states outputs for the first one.
  if (order === 'fifo' && expected.output !== undefined && !equals(host.output(), expected.output)) {
    return `output ${canonical(host.output())}, expected ${canonical(expected.output)}`;
  }
  const errors = [...host.state.scan('error', '')].map(([, { code, kind, task }]) => {
    const type = code === 'join_unreachable' ? 'unreachable-join' : kind === 'expression' ? 'expression' : 'execution';
    return `${type} ${task ?? ''}`;
  });
  const wanted = (expected.errors ?? []).map(({ type, task }) => `${type} ${task ?? ''}`);
  return [...new Set(errors)].sort().join() === [...new Set(wanted)].sort().join()
    ? null
    : `errors ${errors.join(', ')}, expected ${wanted.join(', ')}`;
}
