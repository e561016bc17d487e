import type { TriggerSnapshot } from '../host/trigger-port.ts';
import { integer, json, text, textOrNull } from './columns.ts';
import { type Database, type Row, sql } from './database.ts';

/** With the boxes of its secrets, so that one question tells all that a trigger has to know. */
const SNAPSHOT = `SELECT t.name, t.status, t.definition, t.key_hash, t.updated,
    (SELECT json_group_object(s.name, s.key_id || '.' || s.nonce || '.' || s.ciphertext) FROM secret s
     WHERE s.name IN (SELECT value FROM json_each(t.definition, '$.webhook.secrets'))) AS secrets
  FROM trigger t`;

function readSnapshot(row: Row): TriggerSnapshot {
  return {
    name: text(row, 'name'),
    enabled: text(row, 'status') === 'active',
    definition: text(row, 'definition'),
    keyHash: textOrNull(row, 'key_hash'),
    secrets: json(row, 'secrets'),
    updated: integer(row, 'updated'),
  };
}

export async function getTriggerSnapshot(db: Database, name: string): Promise<TriggerSnapshot | undefined> {
  const { rows } = await db.execute(sql(`${SNAPSHOT} WHERE t.name = ?`, [name]));
  return rows.map(readSnapshot)[0];
}

/** The webhook whose address has this key. */
export async function findTriggerSnapshot(db: Database, keyHash: string): Promise<TriggerSnapshot | undefined> {
  const { rows } = await db.execute(sql(`${SNAPSHOT} WHERE t.key_hash = ?`, [keyHash]));
  return rows.map(readSnapshot)[0];
}

/** Notes which change of itself a trigger has seen, and when it wants to wake, ms. */
export async function noteTrigger(db: Database, name: string, seen: number, wakeAt: number | null): Promise<void> {
  await db.execute(sql('UPDATE trigger SET seen = ?, wake_at = ? WHERE name = ?', [seen, wakeAt, name]));
}

/** Triggers that have not seen their latest change, or did not wake when they wanted to. */
export async function listUnseenTriggers(db: Database, now: number, limit: number): Promise<readonly string[]> {
  const { rows } = await db.execute(
    sql(
      `SELECT name FROM trigger WHERE seen IS NOT updated
       UNION SELECT name FROM trigger WHERE wake_at IS NOT NULL AND wake_at < ? LIMIT ?`,
      [now - LATE_MS, limit],
    ),
  );
  return rows.map((row) => text(row, 'name'));
}

const LATE_MS = 60_000;
