import { text } from './columns.ts';
import { sha256 } from './content-hash.ts';
import { type Database, databaseErrorCode, sql, writeAll } from './database.ts';

/** One numbered file of `migrations/`. Its statements each end with a semicolon at the end of a line. */
export interface Migration {
  readonly name: string;
  readonly sql: string;
}

const LEDGER =
  'CREATE TABLE IF NOT EXISTS _migration (name TEXT PRIMARY KEY, hash TEXT NOT NULL, applied INTEGER NOT NULL)';

/**
 * Brings the registry to the newest schema: every migration that it has not seen, in the order of their names, each
 * in one write batch. Two starters at once are fine: the batch begins by claiming the name, so only one goes through.
 * @returns the names that this call has applied.
 * @throws Error when an applied migration was changed afterwards, or one is missing here (a newer registry).
 */
export async function migrate(db: Database, migrations: readonly Migration[], now: number): Promise<readonly string[]> {
  await db.execute(LEDGER);
  const ledger = await readLedger(db);
  const hashes = new Map(await Promise.all(migrations.map(async (m) => [m.name, await sha256(m.sql)] as const)));
  requireAgreement(ledger, hashes);
  const applied: string[] = [];
  const missing = migrations.filter(({ name }) => !ledger.has(name));
  for (const migration of missing.toSorted((a, b) => (a.name < b.name ? -1 : 1))) {
    if (await applyOnce(db, migration, hashes.get(migration.name) ?? '', now)) {
      applied.push(migration.name);
    }
  }
  return applied;
}

async function readLedger(db: Database): Promise<ReadonlyMap<string, string>> {
  const { rows } = await db.execute('SELECT name, hash FROM _migration');
  return new Map(rows.map((row) => [text(row, 'name'), text(row, 'hash')]));
}

/** False when somebody else was quicker. */
async function applyOnce(db: Database, { name, sql: source }: Migration, hash: string, now: number): Promise<boolean> {
  const claim = sql('INSERT INTO _migration (name, hash, applied) VALUES (?, ?, ?)', [name, hash, now]);
  try {
    await writeAll(db, [claim, ...splitStatements(source)]);
    return true;
  } catch (error) {
    if (databaseErrorCode(error) === 'SQLITE_CONSTRAINT' && (await readLedger(db)).has(name)) {
      return false;
    }
    throw new Error(`migration ${name} failed, nothing of it was kept`, { cause: error });
  }
}

function requireAgreement(ledger: ReadonlyMap<string, string>, hashes: ReadonlyMap<string, string>): void {
  for (const [name, applied] of ledger) {
    const hash = hashes.get(name);
    if (hash === undefined) {
      throw new Error(`the registry belongs to a newer release: it has the migration ${name}`);
    }
    if (hash !== applied) {
      throw new Error(`migration ${name} was changed after it was applied; add a new one instead`);
    }
  }
}

function splitStatements(source: string): readonly string[] {
  return source
    .replace(/^\s*--.*$/gm, '')
    .split(/;\s*$/m)
    .map((statement) => statement.trim())
    .filter((statement) => statement !== '');
}
