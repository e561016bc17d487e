import type { Definition } from '../definition/definition.ts';
import { upcast } from '../definition/upcast/upcast.ts';
import type { Finding } from '../problem/finding.ts';
import { findCallables, findDefinitions, type Origin } from '../registry/catalogue.ts';
import type { Database } from '../registry/database.ts';
import { checkTarget, type Targets, targetOf } from './check-targets.ts';
import type { LoadedFile } from './load-file.ts';

/** What a definition may refer to outside of itself. */
export interface Surroundings {
  /** Whether a pack's action or a startable workflow has this ref. Core actions are not asked for. */
  has(ref: string): boolean;
}

/** The analysis of a compiled definition; given from outside, so that this room needs no graph. */
export type Inspect = (definition: Definition, surroundings: Surroundings) => readonly Finding[];

/** How the files come that are looked at. */
export interface Arrival {
  readonly pack: string;
  /** Whether a file of the pack that is in force will be so after the installation. */
  readonly keeps: (path: string) => boolean;
  /** Further files may come, which these may name. */
  readonly partial: boolean;
}

/** Adds the findings that need more than the file itself: the analysis of workflows, and what triggers and tests name. */
export async function inspectFiles(
  db: Database,
  files: readonly LoadedFile[],
  inspect: Inspect,
  arrival: Arrival,
): Promise<readonly LoadedFile[]> {
  const stays = staying(arrival);
  const [surroundings, targets] = await Promise.all([surroundingsOf(db, files, stays), targetsOf(db, files, stays)]);
  return files.map((file) => {
    const found = findingsOf(file, inspect, surroundings, targets);
    return found.length === 0 ? file : { ...file, findings: [...file.findings, ...found] };
  });
}

function findingsOf(
  file: LoadedFile,
  inspect: Inspect,
  surroundings: Surroundings,
  targets: Targets,
): readonly Finding[] {
  if (file.kind !== 'workflow') {
    return checkTarget(file, targets);
  }
  return file.definition === null ? [] : inspect(file.definition, surroundings);
}

interface Stay {
  /** Whether what the registry has now will be there after the installation, which removes files that are gone. */
  has(origin: Origin | undefined): boolean;
  /** Whether the ref may still come. */
  expects(ref: string): boolean;
}

function staying({ pack, keeps, partial }: Arrival): Stay {
  return {
    has: (origin) => origin !== undefined && (origin.pack !== pack || origin.path === null || keeps(origin.path)),
    expects: (ref) => partial && ref.startsWith(`${pack}.`),
  };
}

async function surroundingsOf(db: Database, files: readonly LoadedFile[], stays: Stay): Promise<Surroundings> {
  const own = new Set(files.filter(isCallable).map(({ ref }) => ref));
  const named = files.flatMap((file) =>
    file.kind === 'workflow' ? (file.definition?.tasks ?? []).flatMap(({ action }) => action ?? []) : [],
  );
  const known = await findCallables(db, named);
  return { has: (ref) => own.has(ref) || stays.has(known.get(ref)) || stays.expects(ref) };
}

function isCallable(file: LoadedFile): boolean {
  return file.kind === 'workflow'
    ? file.definition !== null || file.unchanged
    : file.kind === 'action' && file.document !== null;
}

async function targetsOf(db: Database, files: readonly LoadedFile[], stays: Stay): Promise<Targets> {
  const workflows = files.filter((file) => file.kind === 'workflow');
  const compiled = new Map(workflows.flatMap(({ ref, definition }) => (definition ? [[ref, definition]] : [])));
  const named = files.flatMap((file) => (file.kind === 'workflow' ? [] : (targetOf(file) ?? [])));
  const stored = await findDefinitions(
    db,
    named.filter((ref) => !compiled.has(ref)),
  );
  return {
    get: (ref) => {
      const known = stored.get(ref);
      return compiled.get(ref) ?? (known !== undefined && stays.has(known) ? upcast(known.definition) : undefined);
    },
    expects: stays.expects,
    refs: workflows.flatMap(({ ref }) => ref ?? []),
  };
}
