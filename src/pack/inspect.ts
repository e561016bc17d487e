import type { Definition } from '../definition/definition.ts';
import type { Finding } from '../problem/finding.ts';
import { findCallableRefs } from '../registry/catalogue.ts';
import type { Database } from '../registry/database.ts';
import type { LoadedFile } from './load-file.ts';

/** What a definition may refer to outside of itself. */
export interface Surroundings {
  /** Whether a pack's action or a startable workflow has this ref. Core actions are not asked for. */
  has(ref: string): boolean;
}

/** The analysis of a compiled definition; given from outside, so that this room needs no graph. */
export type Inspect = (definition: Definition, surroundings: Surroundings) => readonly Finding[];

/** Adds the findings of the analysis to the workflows that were compiled. */
export async function inspectFiles(
  db: Database,
  files: readonly LoadedFile[],
  inspect: Inspect,
  /** Refs of this prefix may still come: the pack arrives in parts. */
  expected?: string,
): Promise<readonly LoadedFile[]> {
  const own = new Set(files.filter(isCallable).map(({ ref }) => ref));
  const named = files.flatMap((file) =>
    file.kind === 'workflow' ? (file.definition?.tasks ?? []).flatMap(({ action }) => action ?? []) : [],
  );
  const known = await findCallableRefs(db, named);
  const surroundings: Surroundings = {
    has: (ref) => own.has(ref) || known.has(ref) || (expected !== undefined && ref.startsWith(expected)),
  };
  return files.map((file) => {
    if (file.kind !== 'workflow' || file.definition === null) {
      return file;
    }
    const found = inspect(file.definition, surroundings);
    return found.length === 0 ? file : { ...file, findings: [...file.findings, ...found] };
  });
}

function isCallable(file: LoadedFile): boolean {
  return file.kind === 'workflow'
    ? file.definition !== null || file.unchanged
    : file.kind === 'action' && file.document !== null;
}
