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
/** What a definition is called that has no ref yet. */
export const DRAFT = 'draft.workflow';

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
  return definition ?? refuseAll(findings);
}

function refuseAll(findings: readonly Finding[]): never {
  const errors = findings.filter(({ severity }) => severity === 'error').length;
  return refuse('invalid_definition', `the definition has ${errors} error${errors === 1 ? '' : 's'}`, {
    findings,
  });
}

/** @throws ProblemError `invalid_definition` for a text that is no ref. */
export function requireRef(ref: string): string {
  return isRef(ref) ? ref : refuse('invalid_definition', NO_REF, { findings: [noRef(ref)] });
}

/**
 * The ref of a definition that names its own, or is named beside it.
 * @throws ProblemError `invalid_definition` where there is none, with every other finding
 */
export async function refOrRefuse(
  compiler: Compiler,
  sent: SentDefinition,
  beside: string | undefined,
): Promise<string> {
  const ref = beside ?? refOf(sent);
  if (ref !== undefined && isRef(ref)) {
    return ref;
  }
  const { findings } = await compile(compiler, DRAFT, sent.source);
  const others = findings.filter(({ code }) => code !== 'ref_mismatch');
  return refuseAll([noRef(ref), ...others]);
}

const NO_REF = 'A ref is `<pack>.<name>`: letters, digits, `_` and `-` between dots.';

function noRef(ref: string | undefined): Finding {
  const missing = { code: 'missing_key', message: 'The definition names no `ref`.' };
  const named = ref === undefined ? missing : { code: 'invalid_value', message: NO_REF };
  return { ...named, severity: 'error', path: '/ref' };
}
