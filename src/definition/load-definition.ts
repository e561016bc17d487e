import type { Finding } from '../problem/finding.ts';
import { DEFAULT_LIMITS, type DeploymentLimits } from '../value/limits.ts';
import type { Definition, Dialect } from './definition.ts';
import { Findings } from './findings.ts';
import { readNative } from './native/read-workflow.ts';
import { readOrquesta } from './orquesta/read-workflow.ts';
import { positionsOf } from './positions.ts';
import type { Draft, Origin, Reading } from './reading.ts';
import { checkDefinition } from './rules/check-definition.ts';
import { show } from './shape/show.ts';
import { buildTree, peekText } from './yaml/build-tree.ts';
import { Lines } from './yaml/lines.ts';
import { parseYaml } from './yaml/parse.ts';
import type { MapNode } from './yaml/tree.ts';

export interface LoadedDefinition {
  /** Null when required parts are missing or wrong; with lesser errors it can still be looked at. */
  readonly definition: Definition | null;
  readonly findings: readonly Finding[];
}

/**
 * Reads a workflow file. All findings are collected, each with its place; no text whatever makes it throw.
 *
 * ```ts
 * const { definition, findings } = loadDefinition(source, { ref: 'examples.hello', pack: 'examples' });
 * if (definition === null || hasErrors(findings)) { … }
 * ```
 */
export function loadDefinition(
  source: string,
  origin: Origin,
  limits: DeploymentLimits = DEFAULT_LIMITS,
): LoadedDefinition {
  const lines = new Lines(source);
  const parsed = parseYaml(source);
  const dialect = dialectOf(peekText(parsed.root, 'dialect'), origin);
  const tree = parsed.root === null ? null : buildTree(parsed.root, source, dialect);
  const findings = new Findings(lines, tree?.root ?? null);
  const inTree = (tree?.problems ?? []).filter(({ code }) => parsed.problems.length === 0 || CERTAIN.has(code));
  for (const problem of [...parsed.problems, ...inTree]) {
    findings.error(problem.code, problem.path ?? [], problem.message, problem);
  }
  // A broken syntax tree has holes anywhere; what is missing there is not missing from the file.
  if (tree === null || parsed.problems.length > 0) {
    if (!findings.failed) {
      findings.error('empty_definition', [], 'The file is empty.', {
        hint: 'Write at least `tasks: [{name: first, action: core.noop}]`.',
      });
    }
    return { definition: null, findings: findings.sorted() };
  }
  return finish(source, lines, dialect, { origin, root: tree.root, findings, limits, places: new Map() });
}

/** What is wrong for sure even where the syntax is broken; anything else may only follow from that. */
const CERTAIN: ReadonlySet<string> = new Set(['duplicate_key', 'expression_not_quoted']);

function finish(source: string, lines: Lines, dialect: Dialect, reading: Reading): LoadedDefinition {
  const { findings, root } = reading;
  const yamlFailed = findings.failed;
  const draft = readDialect(dialect, reading);
  const broken = yamlFailed || findings.failed || draft === null || draft.broken;
  if (draft === null) {
    return { definition: null, findings: findings.sorted() };
  }
  checkDefinition(draft, source, reading);
  const definition: Definition = {
    ...draft.definition,
    positions: positionsOf(draft.definition, source, lines, root, reading.places),
  };
  return { definition: broken ? null : definition, findings: findings.sorted() };
}

function dialectOf(named: string | undefined, origin: Origin): Dialect {
  return named === 'orquesta' || named === 'native' ? named : (origin.dialect ?? 'native');
}

function readDialect(dialect: Dialect, reading: Reading): Draft | null {
  const { root, findings } = reading;
  if (root.kind !== 'map') {
    const empty = root.kind === 'scalar' && root.value === null;
    findings.error(
      empty ? 'empty_definition' : 'wrong_type',
      [],
      empty ? 'The file is empty.' : `A workflow must be a map of keys, not ${show(root)}.`,
      { hint: 'Write at least `tasks: [{name: first, action: core.noop}]`.' },
    );
    return null;
  }
  if (dialect === 'native' && !root.entries.has('dialect') && reportDialect(root, reading)) {
    return null;
  }
  return dialect === 'native' ? readNative(reading) : readOrquesta(reading);
}

/** Lists where the native dialect has maps: the file was written for Orquesta. */
function reportDialect(root: MapNode, { findings }: Reading): boolean {
  const keys = ['input', 'vars', 'output'].filter((key) => root.entries.get(key)?.value.kind === 'list');
  for (const key of keys) {
    findings.error(
      'dialect_required',
      [key],
      `\`${key}\` is a list, as Orquesta writes it, but the file names no dialect.`,
      {
        hint: 'Add `dialect: orquesta` to the file, or to `pack.yaml` for all its files; or write `parameters`, `vars` and `output_map` as maps.',
        atKey: true,
      },
    );
  }
  return keys.length > 0;
}
