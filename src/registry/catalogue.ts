import type { Definition } from '../definition/definition.ts';
import { json, text, textOrNull, word } from './columns.ts';
import { type Database, type Row, sql } from './database.ts';
import type { PackFileKind } from './pack-row.ts';
import { IN_FORCE as CONTENT_IN_FORCE } from './workflow-sql.ts';

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

/** The definitions in force of these refs, also of workflows that cannot be started at present. */
export async function findDefinitions(
  db: Database,
  refs: readonly string[],
): Promise<ReadonlyMap<string, StoredDefinition>> {
  if (refs.length === 0) {
    return new Map();
  }
  const { rows } = await db.execute(
    sql(
      `SELECT ref, pack, path, definition FROM workflow_definition d
       WHERE ${CONTENT_IN_FORCE} AND ref IN (SELECT value FROM json_each(:refs))`,
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

/** Something that a pack has in force. */
export interface InForce {
  readonly kind: Exclude<PackFileKind, 'unknown'>;
  readonly ref: string;
  /** Null: it came through the API. */
  readonly path: string | null;
  /** Null: its file is not valid and never was. */
  readonly hash: string | null;
}

/** Whatever a pack has in force; takes `:pack`. */
export const IN_FORCE = `SELECT 'workflow' AS kind, ref, path, CASE WHEN status = 'invalid' AND suspended = 0 THEN NULL ELSE hash END AS hash
    FROM workflow_definition WHERE pack = :pack AND status <> 'removed'
  UNION ALL SELECT 'action', ref, path, hash FROM action WHERE pack = :pack
  UNION ALL SELECT 'trigger', name, path, hash FROM trigger WHERE pack = :pack
  UNION ALL SELECT f.kind, f.ref, f.path, f.hash FROM pack p JOIN pack_release_file f ON f.release = p.release
    WHERE p.ref = :pack AND p.status = 'active' AND f.kind = 'test'`;

const KINDS = ['workflow', 'action', 'trigger', 'test'] as const;

/** What an installation of a pack would meet. */
export async function listInForce(db: Database, pack: string): Promise<readonly InForce[]> {
  const { rows } = await db.execute(sql(IN_FORCE, { pack }));
  return rows.map((row) => ({
    kind: word(row, 'kind', KINDS),
    ref: text(row, 'ref'),
    path: textOrNull(row, 'path'),
    hash: textOrNull(row, 'hash'),
  }));
}
