import { createProgram } from '../../src/conductor/program.ts';
import { checkInput } from '../../src/definition/input.ts';
import { loadDefinition } from '../../src/definition/load-definition.ts';
import { hasErrors } from '../../src/problem/finding.ts';
import { canonical, equals, type Json, type JsonObject } from '../../src/value/json.ts';
import { OrquestaHost, type OrquestaScenario } from './orquesta-host.ts';

export interface OrquestaCase {
  readonly kind: 'run';
  readonly name: string;
  readonly workflow: string;
  readonly inputs?: Readonly<Record<string, Json>>;
  readonly scenario: OrquestaScenario & { readonly script?: unknown };
  readonly expected: {
    readonly status?: string | null;
    /** The definition is refused before it runs. */
    readonly inspection?: unknown;
    readonly output?: Json;
    readonly sequence?: readonly { readonly id: string; readonly status: string }[];
    readonly errors?: readonly {
      readonly type: string;
      readonly task_id?: string;
      readonly message?: string;
    }[];
    readonly quirks?: readonly string[];
  };
}

const COMMANDS = new Set(['continue', 'noop', 'fail', 'retry']);

/** Runs a case of the Orquesta corpus. @returns why it differs, or null. @throws Unsupported */
export function runOrquestaCase(test: OrquestaCase): string | null {
  const { definition, findings } = loadDefinition(test.workflow, {
    ref: 'corpus.case',
    pack: 'corpus',
    dialect: 'orquesta',
  });
  if (test.expected.inspection !== undefined) {
    return hasErrors(findings) ? null : 'is not refused';
  }
  if (definition === null) {
    return `does not load: ${findings.map(({ message, path }) => `${path} ${message}`).join('; ')}`;
  }
  const host = new OrquestaHost(createProgram(definition), test.scenario);
  const { input } = checkInput(definition, test.inputs ?? {});
  host.run({ ...test.scenario.context, ...(input as JsonObject) });
  return compare(test, host);
}

function compare({ expected }: OrquestaCase, host: OrquestaHost): string | null {
  const status = host.status === 'failing' ? 'failed' : host.status;
  if (expected.status != null && status !== expected.status) {
    const { error } = host.execution;
    return `status ${status} (${error?.code ?? ''} ${error?.message ?? ''}), expected ${expected.status}`;
  }
  const runs = runsOf(host);
  const wanted = expectedRuns(expected.sequence ?? []);
  if (runs.join() !== wanted.join()) {
    return `runs ${runs.join(', ')}; expected ${wanted.join(', ')}`;
  }
  if (
    status === 'succeeded' &&
    expected.output !== undefined &&
    !equals(host.output() ?? null, expected.output ?? null)
  ) {
    return `output ${canonical(host.output())}, expected ${canonical(expected.output ?? null)}`;
  }
  return compareErrors(expected.errors ?? [], host);
}

const STATUS: Readonly<Record<string, string>> = {
  timed_out: 'failed',
  timeout: 'failed',
  abandoned: 'failed',
  skipped: 'succeeded',
  paused: 'pending',
  pausing: 'running',
  canceling: 'running',
};

function runsOf(host: OrquestaHost): readonly string[] {
  return (
    [...host.state.scan('task', ''), ...host.leftBehind]
      // An instance whose input could not be rendered never ran.
      .filter(
        ([, { status, input, items, error }]) =>
          status !== 'scheduled' &&
          status !== 'delayed' &&
          (error?.kind !== 'expression' || input !== null || (items?.next ?? 0) > 0),
      )
      .map(([, { task, status }]) => `${task} ${STATUS[status] ?? status}`)
      .sort()
  );
}

function expectedRuns(sequence: readonly { readonly id: string; readonly status: string }[]): readonly string[] {
  return sequence
    .filter(({ id }) => !COMMANDS.has(id))
    .map(({ id, status }) => `${id} ${STATUS[status] ?? status}`)
    .sort();
}

/** The sets of (type, task); a join that cannot be reached counts only when nothing else went wrong. */
function compareErrors(
  expected: readonly { readonly type: string; readonly task_id?: string; readonly message?: string }[],
  host: OrquestaHost,
): string | null {
  const found = new Set([...host.failures].map((task) => `execution ${task}`));
  for (const [, { code, kind, task, command }] of host.state.scan('error', '')) {
    if (command === 'fail') {
      found.add('execution fail');
    }
    if (code === 'join_unreachable') {
      found.add(`unreachable-join ${task}`);
    } else if (kind === 'expression') {
      found.add(`expression ${task ?? ''}`);
    }
  }
  const wanted = new Set(
    expected.map(({ message = '', task_id }) => {
      const type = message.startsWith('UnreachableJoinError')
        ? 'unreachable-join'
        : message.startsWith('Execution failed')
          ? 'execution'
          : 'expression';
      return `${type} ${task_id ?? ''}`;
    }),
  );
  const primary = (set: ReadonlySet<string>) => {
    const others = [...set].filter((each) => !each.startsWith('unreachable-join'));
    return (others.length > 0 ? others : [...set]).sort().join(', ');
  };
  return primary(found) === primary(wanted) ? null : `errors ${primary(found)}; expected ${primary(wanted)}`;
}
