import type { Definition, Dialect } from '../../definition/definition.ts';
import { loadDefinition } from '../../definition/load-definition.ts';
import { peekText } from '../../definition/yaml/build-tree.ts';
import { parseYaml } from '../../definition/yaml/parse.ts';
import type { Surroundings } from '../../pack/inspect.ts';
import { type Finding, hasErrors } from '../../problem/finding.ts';
import { refuse } from '../../problem/problem.ts';
import { findCallables } from '../../registry/catalogue.ts';
import type { Database } from '../../registry/database.ts';
import { getPack } from '../../registry/packs.ts';
import type { ApiEnv } from '../api-env.ts';
import type { SentDefinition } from './definition-body.ts';

/** The pack's own ref, then the path of the file below `workflows`. */
const REF = /^[A-Za-z][A-Za-z0-9_-]{0,63}(?:\.[A-Za-z0-9_-]+)+$/;
const LONGEST_REF = 256;

interface Compiler {
  readonly env: ApiEnv;
  readonly db: Database;
}

export interface Compiled {
  /** Null when it cannot run. */
  readonly definition: Definition | null;
  readonly findings: readonly Finding[];
}

/** The ref of a definition that was sent without one in the path: named beside it, or by the file. */
export function refOf({ source, ref }: SentDefinition): string | undefined {
  return ref ?? peekText(parseYaml(source).root, 'ref');
}

export function isRef(ref: string): boolean {
  return REF.test(ref) && ref.length <= LONGEST_REF;
}

/** The pack of a ref: what stands before its first dot. */
export function packOf(ref: string): string {
  return ref.split('.', 1)[0] ?? ref;
}

/** Reads a definition as its pack reads it, with all findings, those of the analysis included. */
export async function compile(
  { db, env: { settings, inspect } }: Compiler,
  ref: string,
  source: string,
): Promise<Compiled> {
  const pack = packOf(ref);
  const dialect = dialectOf((await getPack(db, pack))?.manifest.dialect);
  const origin = { ref, pack, ...(dialect === undefined ? {} : { dialect }) };
  const { definition, findings: read } = loadDefinition(source, origin, settings.limits);
  const analysed =
    definition === null || inspect === undefined ? [] : inspect(definition, await surroundingsOf(db, definition));
  const findings = [...read, ...analysed];
  return { definition: hasErrors(findings) ? null : definition, findings };
}

async function surroundingsOf(db: Database, { ref: own, tasks }: Definition): Promise<Surroundings> {
  const known = await findCallables(
    db,
    tasks.flatMap(({ action }) => action ?? []),
  );
  return { has: (ref) => ref === own || known.has(ref) };
}

function dialectOf(value: unknown): Dialect | undefined {
  return value === 'native' || value === 'orquesta' ? value : undefined;
}

/** @throws ProblemError `invalid_definition` with every finding. */
export function requireValid({ definition, findings }: Compiled): Definition {
  if (definition !== null) {
    return definition;
  }
  const errors = findings.filter(({ severity }) => severity === 'error').length;
  return refuse('invalid_definition', `the definition has ${errors} error${errors === 1 ? '' : 's'}`, {
    findings,
  });
}

/** @throws ProblemError `invalid_definition` for a text that is no ref. */
export function requireRef(ref: string | undefined): string {
  if (ref !== undefined && isRef(ref)) {
    return ref;
  }
  const message =
    ref === undefined
      ? 'The definition names no `ref`.'
      : 'A ref is `<pack>.<name>`: letters, digits, `_` and `-` between dots.';
  const finding: Finding = {
    code: ref === undefined ? 'missing_key' : 'invalid_value',
    severity: 'error',
    message,
    path: '/ref',
  };
  return refuse('invalid_definition', message, { findings: [finding] });
}
