import type { Address } from '../conductor/cause.ts';
import type { Effect } from '../conductor/effect.ts';
import type { SqlStorage, SqlValue } from '../host/ports.ts';
import { EXECUTION, type ExecutionStatus } from '../machine/execution-lifecycle.ts';
import { isFinal } from '../machine/lifecycle.ts';

export type CallEffect = Extract<Effect, { type: 'call' | 'skip' }>;
export type DeliveryEffect = Extract<Effect, { type: 'status' | 'child' | 'inquiry' }>;

/** Spans of the events after one number, up to another, are to be sent. */
export interface SpansEffect {
  readonly type: 'spans';
  readonly after: number;
  readonly until: number;
}

/** Something to be done outside. `lease` (ms): until then an open try is trusted to bring an outcome. */
export interface OutboxRow {
  readonly key: string;
  /** `<seq>/<n>`: with the execution in front, the id receivers tell repetitions by. */
  readonly id: string;
  readonly effect: CallEffect | DeliveryEffect | SpansEffect;
  readonly since: number;
  readonly due: number;
  readonly lease: number | null;
  readonly tries: number;
}

export const callKey = ({ instance, item, attempt }: Address) => `call|${instance}|${item ?? '-'}|${attempt}`;
export const STATUS_KEY = 'delivery|status';
export const PARENT_KEY = 'delivery|parent';
/** How long (ms) spans wait for others to go with them. */
export const SPANS_WAIT = 1_000;
/** The last one of all. */
const SPANS_KEY = 'delivery|~spans';
/** After all others: one of them may be slow to answer. */
export const CALLER_KEY = 'delivery|~caller';
export const LIMIT_KEY = 'delivery|limit';

/** Who is told about an execution, beside the index. */
export interface Listeners {
  readonly parent: boolean;
  readonly caller: boolean;
  readonly limit: boolean;
  /** The status that the index has from the start on, by whoever has asked for the execution. */
  readonly indexed?: string | undefined;
}

/** Whether somebody is told something, which may be told again. */
export function isDelivery(effect: OutboxRow['effect']): effect is DeliveryEffect {
  return effect.type === 'status' || effect.type === 'child' || effect.type === 'inquiry';
}

/** What the execution owes the outside, in rows that only their outcome removes. */
export class Outbox {
  readonly #sql: SqlStorage;

  constructor(sql: SqlStorage) {
    this.#sql = sql;
  }

  /** Writes the effects of a turn; settled and aborted calls go. Returns the rows that are new. */
  write(seq: number, at: number, effects: readonly Effect[], listeners: Listeners): readonly OutboxRow[] {
    const rows: OutboxRow[] = [];
    for (const [n, effect] of effects.entries()) {
      if (effect.type === 'call.settled' || effect.type === 'call.aborted') {
        this.remove(callKey(effect));
        continue;
      }
      const id = `${seq}/${n}`;
      for (const key of keysOf(effect, id, seq, listeners)) {
        const row = { key, id, effect, since: at, due: at, lease: null, tries: 0 };
        this.#insert(row);
        rows.push(row);
      }
    }
    return rows;
  }

  #insert({ key, id, effect, since, due, lease, tries }: OutboxRow): void {
    this.#sql.exec(
      'INSERT OR REPLACE INTO outbox (key, id, kind, body, since, due, lease, tries) VALUES (?, ?, ?, ?, ?, ?, ?, ?)',
      ...[key, id, effect.type, JSON.stringify(effect), since, due, lease, tries],
    );
  }

  /** An event has finished spans, which are to be sent at a time: with those of the events before it that still wait. */
  oweSpans(seq: number, at: number, due: number): void {
    const effect: SpansEffect = { type: 'spans', after: seq - 1, until: seq };
    this.#sql.exec(
      `INSERT INTO outbox (key, id, kind, body, since, due, lease, tries) VALUES (?, ?, 'spans', ?, ?, ?, NULL, 0)
       ON CONFLICT (key) DO UPDATE SET body = json_set(body, '$.until', ?)`,
      ...[SPANS_KEY, `${seq}/spans`, JSON.stringify(effect), at, due, seq],
    );
  }

  /** Spans up to an event are sent, or given up. Returns whether more wait. */
  sentSpans(until: number): boolean {
    this.#sql.exec(`DELETE FROM outbox WHERE key = ? AND json_extract(body, '$.until') <= ?`, SPANS_KEY, until);
    this.#sql.exec(`UPDATE outbox SET body = json_set(body, '$.after', ?), tries = 0 WHERE key = ?`, until, SPANS_KEY);
    return this.get(SPANS_KEY) !== undefined;
  }

  /** Marks a try: its outcome is waited for until the lease ends. */
  lease(key: string, until: number): void {
    this.#sql.exec('UPDATE outbox SET lease = ?, tries = tries + 1 WHERE key = ?', until, key);
  }

  /** A delivery did not get through: the next try is due at a time. */
  postpone(key: string, due: number): void {
    this.#sql.exec('UPDATE outbox SET due = ?, lease = NULL, tries = tries + 1 WHERE key = ?', due, key);
  }

  /** Removes a row; a delivery only if it is still the one that was made (a newer status may have replaced it). */
  remove(key: string, id?: string): void {
    if (id === undefined) {
      this.#sql.exec('DELETE FROM outbox WHERE key = ?', key);
    } else {
      this.#sql.exec('DELETE FROM outbox WHERE key = ? AND id = ?', key, id);
    }
  }

  get(key: string): OutboxRow | undefined {
    return this.#sql.exec('SELECT * FROM outbox WHERE key = ?', key).map(toRow)[0];
  }

  /** Rows after a key, in order of keys. */
  page(after: string, limit: number): readonly OutboxRow[] {
    return this.#sql.exec('SELECT * FROM outbox WHERE key > ? ORDER BY key LIMIT ?', after, limit).map(toRow);
  }

  isEmpty(): boolean {
    return this.#sql.exec('SELECT 1 FROM outbox LIMIT 1').length === 0;
  }
}

/** One row for everybody who is to be told of it. */
function keysOf(effect: CallEffect | DeliveryEffect, id: string, seq: number, told: Listeners): readonly string[] {
  switch (effect.type) {
    case 'call':
    case 'skip':
      return [callKey(effect)];
    case 'status':
      return statusKeys(effect.status, seq, told);
    case 'inquiry':
      return [`delivery|inquiry|${effect.inquiry}`];
    case 'child':
      return [`delivery|child|${id}`];
  }
}

/** A newer status replaces an older one that was not told yet. */
function statusKeys(status: ExecutionStatus, seq: number, told: Listeners): readonly string[] {
  return [
    ...(seq === 1 && status === told.indexed ? [] : [STATUS_KEY]),
    ...(told.parent && concernsParent(status, seq) ? [PARENT_KEY] : []),
    ...(told.caller && isFinal(EXECUTION, status) ? [CALLER_KEY] : []),
    ...(told.limit && concernsLimit(status) ? [LIMIT_KEY] : []),
  ];
}

/** A limit wants to know who asks for a place and who has ended. */
function concernsLimit(status: ExecutionStatus): boolean {
  return status === 'requested' || isFinal(EXECUTION, status);
}

/** A parent wants to know the end, and whether the child stands still or goes on; that it has started it knows. */
function concernsParent(status: ExecutionStatus, seq: number): boolean {
  return isFinal(EXECUTION, status) || status === 'paused' || (status === 'running' && seq > 1);
}

function toRow(row: Readonly<Record<string, SqlValue>>): OutboxRow {
  return {
    ...{ key: String(row.key), id: String(row.id), since: Number(row.since), due: Number(row.due) },
    effect: JSON.parse(String(row.body)) as OutboxRow['effect'],
    lease: row.lease === null ? null : Number(row.lease),
    tries: Number(row.tries),
  };
}
