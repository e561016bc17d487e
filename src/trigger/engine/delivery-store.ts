import type { SqlStorage, SqlValue } from '../../host/ports.ts';
import { chunks } from '../../value/chunks.ts';
import type { Json } from '../../value/json.ts';

export type DeliveryOutcome = 'accepted' | 'started' | 'filtered' | 'skipped' | 'failed';

/** What came in, as it is kept: enough to let it come in again. */
export interface DeliveryRequest {
  readonly headers: Readonly<Record<string, string>>;
  readonly query: Readonly<Record<string, string | readonly string[]>>;
}

export interface NewDelivery {
  /** That of the execution too. */
  readonly id: string;
  /** ms */
  readonly at: number;
  /** The time of a schedule, ms; null: it came from outside. */
  readonly planned: number | null;
  /** Tells repetitions; null: each is one of its own. */
  readonly key: string | null;
  readonly providerId: string | null;
  readonly redeliveryOf: string | null;
  readonly outcome: DeliveryOutcome;
  /** Why nothing was started. */
  readonly reason: string | null;
  readonly error: { readonly code: string; readonly message: string } | null;
  readonly request: DeliveryRequest;
  readonly body: string;
}

/** Deliveries that are kept, beside those that are still to be started. */
const KEPT = 100;
/** How long repetitions are known, and how many deliveries at most. */
const SEEN_MS = 4 * 86_400_000;
const SEEN_MOST = 20_000;

/** The last deliveries of one trigger, and what it needs to know repetitions. */
export class DeliveryStore {
  readonly #sql: SqlStorage;

  constructor(sql: SqlStorage) {
    this.#sql = sql;
  }

  /** What a delivery with this key, not before a time (ms), has come to; counts the repetition. */
  repeated(key: string, since: number): { readonly delivery: string; readonly started: boolean } | undefined {
    const [row] = this.#sql.exec('SELECT at, delivery, started FROM seen WHERE key = ?', key);
    if (row === undefined || Number(row.at) < since) {
      this.#sql.exec('DELETE FROM seen WHERE key = ?', key);
      return undefined;
    }
    this.#sql.exec('UPDATE delivery SET repeats = repeats + 1 WHERE id = ?', String(row.delivery));
    return { delivery: String(row.delivery), started: row.started === 1 };
  }

  /** Writes a delivery, and lets go of old ones. False: it is here already. */
  add(delivery: NewDelivery): boolean {
    const { id, at, planned, key, providerId, redeliveryOf, outcome, reason, error, request, body } = delivery;
    if (this.#sql.exec('SELECT 1 FROM delivery WHERE id = ?', id).length > 0) {
      return false;
    }
    this.#sql.exec(
      `INSERT INTO delivery (id, at, planned, key, provider_id, redelivery_of, outcome, reason, error, size, request)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
      ...[id, at, planned, key, providerId, redeliveryOf, outcome, reason],
      ...[error === null ? null : JSON.stringify(error), body.length, JSON.stringify(request)],
    );
    if (body !== '') {
      this.putText(id, 'body', body);
    }
    if (key !== null && outcome !== 'failed') {
      const started = outcome === 'accepted' ? 1 : 0;
      this.#sql.exec('INSERT INTO seen (key, at, delivery, started) VALUES (?, ?, ?, ?)', key, at, id, started);
    }
    this.#prune(at);
    return true;
  }

  /** The end of what was accepted. One that failed may come again. */
  settle(id: string, outcome: DeliveryOutcome, reason: string | null, error: NewDelivery['error']): void {
    const text = error === null ? null : JSON.stringify(error);
    this.#sql.exec('UPDATE delivery SET outcome = ?, reason = ?, error = ? WHERE id = ?', outcome, reason, text, id);
    if (outcome === 'failed') {
      this.#sql.exec('DELETE FROM seen WHERE key = (SELECT key FROM delivery WHERE id = ?)', id);
    }
  }

  putText(id: string, kind: 'body' | 'input', text: string): void {
    for (const [chunk, piece] of chunks(text).entries()) {
      this.#sql.exec('INSERT INTO part (id, kind, chunk, body) VALUES (?, ?, ?, ?)', id, kind, chunk, piece);
    }
  }

  text(id: string, kind: 'body' | 'input'): string {
    const rows = this.#sql.exec('SELECT body FROM part WHERE id = ? AND kind = ? ORDER BY chunk', id, kind);
    return rows.map(({ body }) => String(body)).join('');
  }

  dropInput(id: string): void {
    this.#sql.exec("DELETE FROM part WHERE id = ? AND kind = 'input'", id);
  }

  /** A header of a delivery that is still kept. */
  header(id: string, name: string): string | undefined {
    const [row] = this.#sql.exec('SELECT request FROM delivery WHERE id = ?', id);
    return row === undefined ? undefined : (JSON.parse(String(row.request)) as DeliveryRequest).headers[name];
  }

  /** A delivery that is still kept. */
  find(id: string): (DeliveryRequest & { readonly planned: number | null; readonly body: string }) | undefined {
    const [row] = this.#sql.exec('SELECT planned, request FROM delivery WHERE id = ?', id);
    if (row === undefined) {
      return undefined;
    }
    const request = JSON.parse(String(row.request)) as DeliveryRequest;
    return { ...request, planned: numberOrNull(row.planned), body: this.text(id, 'body') };
  }

  outcomeOf(id: string): { readonly outcome: DeliveryOutcome; readonly error: NewDelivery['error'] } | undefined {
    const [row] = this.#sql.exec('SELECT outcome, error FROM delivery WHERE id = ?', id);
    return row && { outcome: String(row.outcome) as DeliveryOutcome, error: parsed(row.error) };
  }

  /** As the API shows them, latest first. */
  list(): readonly Json[] {
    return this.#sql
      .exec(`SELECT d.*, s.tries FROM delivery d LEFT JOIN start s ON s.id = d.id ORDER BY d.seq DESC LIMIT ${KEPT}`)
      .map((row) => ({
        id: String(row.id),
        received_at: timeText(Number(row.at)),
        planned_at: row.planned === null ? null : timeText(Number(row.planned)),
        outcome: String(row.outcome),
        reason: textOrNull(row.reason),
        error: parsed(row.error) as Json,
        execution: ['accepted', 'started'].includes(String(row.outcome)) ? String(row.id) : null,
        delivery_id: textOrNull(row.provider_id),
        redelivery_of: textOrNull(row.redelivery_of),
        repeats: Number(row.repeats),
        failed_tries: numberOrNull(row.tries) ?? 0,
        body_characters: Number(row.size),
      }));
  }

  #prune(now: number): void {
    const old = `SELECT id FROM delivery WHERE seq <= (SELECT max(seq) FROM delivery) - ${KEPT}
      AND outcome <> 'accepted' ORDER BY seq LIMIT 20`;
    for (const { id } of this.#sql.exec(old)) {
      this.#sql.exec('DELETE FROM part WHERE id = ?', String(id));
      this.#sql.exec('DELETE FROM delivery WHERE id = ?', String(id));
    }
    const stale = 'SELECT key FROM seen WHERE at < ? ORDER BY at LIMIT 20';
    for (const { key } of this.#sql.exec(stale, now - SEEN_MS)) {
      this.#sql.exec('DELETE FROM seen WHERE key = ?', String(key));
    }
    const last = Number(this.#sql.exec('SELECT max(seq) AS last FROM delivery')[0]?.last ?? 0);
    if (last > SEEN_MOST && last % 100 === 0) {
      const beyond = `SELECT key FROM seen ORDER BY at DESC LIMIT -1 OFFSET ${SEEN_MOST}`;
      this.#sql.exec(`DELETE FROM seen WHERE key IN (${beyond})`);
    }
  }
}

function timeText(time: number): string {
  return new Date(time).toISOString();
}

function textOrNull(value: SqlValue | undefined): string | null {
  return value === null || value === undefined ? null : String(value);
}

function numberOrNull(value: SqlValue | undefined): number | null {
  return value === null || value === undefined ? null : Number(value);
}

function parsed(value: SqlValue | undefined): NewDelivery['error'] {
  return value === null || value === undefined ? null : (JSON.parse(String(value)) as NewDelivery['error']);
}
