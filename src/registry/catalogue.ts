import type { Definition } from '../definition/definition.ts';
import { json, text, textOrNull } from './columns.ts';
import { type Database, type Row, sql } from './database.ts';

/** Where something that can be named comes from. */
export interface Origin {
  readonly pack: string;
  /** The file in its pack; null: it came through the API. */
  readonly path: string | null;
}

/** Which of these refs a task may name: workflows that can be started, and actions of packs. */
export async function findCallables(db: Database, refs: readonly string[]): Promise<ReadonlyMap<string, Origin>> {
  if (refs.length === 0) {
    return new Map();
  }
  const { rows } = await db.execute(
    sql(
      `SELECT ref, pack, path FROM workflow_definition
       WHERE status = 'active' AND ref IN (SELECT value FROM json_each(:refs))
       UNION SELECT ref, pack, path FROM action WHERE ref IN (SELECT value FROM json_each(:refs))`,
      { refs: listOf(refs) },
    ),
  );
  return new Map(rows.map((row) => [text(row, 'ref'), originOf(row)]));
}

export interface StoredDefinition extends Origin {
  /** As it was stored: its `format` may be an older one. */
  readonly definition: Definition;
}

/** The definitions in force of these refs, also of workflows that are disabled. */
export async function findDefinitions(
  db: Database,
  refs: readonly string[],
): Promise<ReadonlyMap<string, StoredDefinition>> {
  if (refs.length === 0) {
    return new Map();
  }
  const { rows } = await db.execute(
    sql(
      `SELECT ref, pack, path, definition FROM workflow_definition
       WHERE status IN ('active', 'disabled') AND ref IN (SELECT value FROM json_each(:refs))`,
      { refs: listOf(refs) },
    ),
  );
  return new Map(
    rows.map((row) => [text(row, 'ref'), { ...originOf(row), definition: json<Definition>(row, 'definition') }]),
  );
}

function listOf(refs: readonly string[]): string {
  return JSON.stringify([...new Set(refs)]);
}

function originOf(row: Row): Origin {
  return { pack: text(row, 'pack'), path: textOrNull(row, 'path') };
}

/** Content hashes of what a pack has in force: ref → hash, of workflows and actions. */
export async function listPackHashes(db: Database, pack: string): Promise<ReadonlyMap<string, string>> {
  const { rows } = await db.execute(
    sql(
      `SELECT ref, hash FROM workflow_definition
       WHERE pack = :pack AND hash IS NOT NULL AND status IN ('active', 'disabled')
       UNION ALL SELECT ref, hash FROM action WHERE pack = :pack`,
      { pack },
    ),
  );
  return new Map(rows.map((row) => [text(row, 'ref'), text(row, 'hash')]));
}
