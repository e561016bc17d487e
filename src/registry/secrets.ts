import { integer, text } from './columns.ts';
import { type Database, type Row, sql, writeAll } from './database.ts';
import { type Page, type PageRequest, readPage } from './page.ts';
import { Where } from './where.ts';

/** A secret as it may be shown. */
export interface SecretRow {
  readonly name: string;
  readonly created: number;
  readonly updated: number;
}

/** Its value under AES-GCM; all three are text that the caller has encoded. */
export interface SecretCipher {
  readonly key_id: string;
  readonly nonce: string;
  readonly ciphertext: string;
}

const COLUMNS = 'name, created, updated';

function readSecret(row: Row): SecretRow {
  return { name: text(row, 'name'), created: integer(row, 'created'), updated: integer(row, 'updated') };
}

/** @returns whether the secret is new. */
export async function putSecret(db: Database, name: string, cipher: SecretCipher, now: number): Promise<boolean> {
  const { key_id, nonce, ciphertext } = cipher;
  const [present] = await writeAll(db, [
    sql('SELECT 1 FROM secret WHERE name = ?', [name]),
    sql(
      `INSERT INTO secret (name, key_id, nonce, ciphertext, created, updated)
       VALUES (:name, :key_id, :nonce, :ciphertext, :now, :now)
       ON CONFLICT (name) DO UPDATE SET key_id = excluded.key_id, nonce = excluded.nonce,
         ciphertext = excluded.ciphertext, updated = excluded.updated`,
      { name, key_id, nonce, ciphertext, now },
    ),
  ]);
  return present?.rows.length === 0;
}

/** The encrypted value, or undefined. */
export async function getSecretCipher(db: Database, name: string): Promise<SecretCipher | undefined> {
  const { rows } = await db.execute(sql('SELECT key_id, nonce, ciphertext FROM secret WHERE name = ?', [name]));
  return rows.map((row) => ({
    key_id: text(row, 'key_id'),
    nonce: text(row, 'nonce'),
    ciphertext: text(row, 'ciphertext'),
  }))[0];
}

export function listSecrets(db: Database, page: PageRequest): Promise<Page<SecretRow>> {
  const listing = {
    table: 'secret',
    columns: COLUMNS,
    key: 'name',
    order: 'ASC',
    where: Where.all,
    read: readSecret,
  } as const;
  return readPage(db, listing, page);
}

/** @returns false when there is no such secret. */
export async function deleteSecret(db: Database, name: string): Promise<boolean> {
  return (await db.execute(sql('DELETE FROM secret WHERE name = ?', [name]))).rowsAffected > 0;
}
