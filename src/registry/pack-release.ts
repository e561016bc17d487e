import type { Finding } from '../problem/finding.ts';
import type { JsonObject } from '../value/json.ts';
import { json, text, word } from './columns.ts';
import { type Database, plainText, sql, writeAll } from './database.ts';
import type { PackFileKind } from './pack-row.ts';

/** A file as it is put into a release, read and compiled. */
export interface StagedFile {
  readonly path: string;
  readonly kind: PackFileKind;
  readonly ref: string | null;
  /** Of the content; null when it is not valid. */
  readonly hash: string | null;
  readonly fingerprint: string;
  readonly source: string;
  /** JSON text of the compiled workflow, or of the checked document; null when it is not valid. */
  readonly document: string | null;
  /** The columns of a workflow, as JSON text (`workflowCandidate`). */
  readonly summary: string | null;
  readonly findings: readonly Finding[];
  /** Known before the installation: the registry has this very file in force, or it is none of a pack's. */
  readonly outcome: 'unchanged' | 'skipped' | null;
}

export interface PackRelease {
  readonly id: string;
  readonly pack: string;
  readonly state: 'open' | 'committed';
  readonly manifest: JsonObject;
}

/** Begins an installation. Nothing of it is seen before it is committed. */
export async function openRelease(
  db: Database,
  release: Pick<PackRelease, 'id' | 'pack' | 'manifest'>,
  now: number,
): Promise<void> {
  const { id, pack, manifest } = release;
  await db.execute(
    sql("INSERT INTO pack_release (id, pack, state, manifest, created) VALUES (?, ?, 'open', ?, ?)", [
      id,
      pack,
      JSON.stringify(manifest),
      now,
    ]),
  );
}

/**
 * Begins an installation that takes over the files of the one in force, but for some paths.
 * @param base the release that is believed to be in force.
 * @returns false when it is not.
 */
export async function openUpdate(
  db: Database,
  release: { readonly id: string; readonly pack: string; readonly base: string },
  without: readonly string[],
  now: number,
): Promise<boolean> {
  const { id, pack, base } = release;
  const [opened] = await writeAll(db, [
    sql(
      `INSERT INTO pack_release (id, pack, state, manifest, created)
       SELECT :id, p.ref, 'open', r.manifest, :now FROM pack p JOIN pack_release r ON r.id = p.release
       WHERE p.ref = :pack AND p.status = 'active' AND p.release = :base`,
      { id, pack, base, now },
    ),
    // What a workflow's file holds is in its version; the others are few and are compared again.
    sql(
      `INSERT INTO pack_release_file
         (release, path, kind, ref, hash, fingerprint, source, document, summary, findings, outcome)
       SELECT :id, path, kind, ref, hash, fingerprint, source, document, summary, findings,
         CASE WHEN outcome = 'skipped' THEN 'skipped'
           WHEN kind = 'workflow' AND outcome <> 'invalid' THEN 'unchanged' END
       FROM pack_release_file
       WHERE release = :base AND path NOT IN (SELECT value FROM json_each(:without))
         AND EXISTS (SELECT 1 FROM pack_release WHERE id = :id)`,
      { id, base, without: JSON.stringify(without) },
    ),
  ]);
  return (opened?.rowsAffected ?? 0) > 0;
}

/** An installation, or undefined. */
export async function getRelease(db: Database, id: string): Promise<PackRelease | undefined> {
  const { rows } = await db.execute(sql('SELECT id, pack, state, manifest FROM pack_release WHERE id = ?', [id]));
  return rows.map((row) => ({
    id: text(row, 'id'),
    pack: text(row, 'pack'),
    state: word(row, 'state', ['open', 'committed'] as const),
    manifest: json<JsonObject>(row, 'manifest'),
  }))[0];
}

/** Requests to the registry stay small, whatever the size of the pack. */
const BATCH_CHARACTERS = 2_000_000;
const BATCH_FILES = 200;

/**
 * Adds files to an open installation; a path that it has already is replaced.
 * @returns false when it was committed before the last of them: those do not belong to it
 */
export async function stageFiles(db: Database, release: string, files: readonly StagedFile[]): Promise<boolean> {
  let open = true;
  let batch: StagedFile[] = [];
  let size = 0;
  for (const file of files) {
    batch.push(file);
    size += file.source.length + (file.document?.length ?? 0);
    if (size >= BATCH_CHARACTERS || batch.length >= BATCH_FILES) {
      open = await stage(db, release, batch);
      batch = [];
      size = 0;
    }
  }
  if (batch.length > 0) {
    open = await stage(db, release, batch);
  }
  return open;
}

/** All of them as one statement: hundreds of them take longer to tell than to run. Tells whether they were taken. */
async function stage(db: Database, release: string, files: readonly StagedFile[]): Promise<boolean> {
  const rows = files.map((file) => ({
    ...file,
    ref: file.ref === null ? null : plainText(file.ref),
    path: plainText(file.path),
    source: plainText(file.source),
    findings: JSON.stringify(file.findings),
  }));
  const { rowsAffected } = await db.execute(
    sql(
      `INSERT OR REPLACE INTO pack_release_file
         (release, path, kind, ref, hash, fingerprint, source, document, summary, findings, outcome)
       SELECT r.id, e.value ->> '$.path', e.value ->> '$.kind', e.value ->> '$.ref', e.value ->> '$.hash',
         e.value ->> '$.fingerprint', e.value ->> '$.source', e.value ->> '$.document', e.value ->> '$.summary',
         e.value ->> '$.findings', e.value ->> '$.outcome'
       FROM pack_release r, json_each(:files) e WHERE r.id = :release AND r.state = 'open'`,
      { release, files: JSON.stringify(rows) },
    ),
  );
  return rowsAffected > 0;
}

/** Forgets an installation that will not be committed. */
export async function dropRelease(db: Database, id: string): Promise<void> {
  await writeAll(db, [
    sql('DELETE FROM pack_release_file WHERE release = ?', [id]),
    sql("DELETE FROM pack_release WHERE id = ? AND state = 'open'", [id]),
  ]);
}
