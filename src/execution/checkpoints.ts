import type { SqlStorage } from '../host/ports.ts';
import { type Checkpoint, takeCheckpoint } from '../inspection/checkpoint.ts';
import type { StateReader } from '../projection/state.ts';
import { chunks } from '../value/chunks.ts';

/** Events between two checkpoints, at the least. */
const EVENTS = 500;

/**
 * States kept on the way, from which the past is folded. The distance between two of them is never smaller than
 * the number of rows in the earlier one: so they cost a fixed share of each event however wide an execution
 * becomes, and what is folded for a look at the past stays in proportion to the state it shows.
 */
export class Checkpoints {
  readonly #sql: SqlStorage;
  /** The event after which the next one is taken; undefined when this incarnation has not looked yet. */
  #next: number | undefined;

  constructor(sql: SqlStorage) {
    this.#sql = sql;
  }

  /** Within the transaction of a turn, when its rows are written. */
  afterTurn(state: StateReader, seq: number): void {
    this.#next ??= this.#read();
    if (seq < this.#next) {
      return;
    }
    const checkpoint = takeCheckpoint(state, seq);
    for (const [part, body] of chunks(JSON.stringify(checkpoint)).entries()) {
      this.#sql.exec(
        'INSERT INTO checkpoint (seq, part, size, body) VALUES (?, ?, ?, ?)',
        ...[seq, part],
        ...[checkpoint.rows.length, body],
      );
    }
    this.#next = nextAfter(seq, checkpoint.rows.length);
  }

  /** The last one that is not after an event. */
  before(seq: number): Checkpoint | undefined {
    const [found] = this.#sql.exec('SELECT seq FROM checkpoint WHERE seq <= ? ORDER BY seq DESC LIMIT 1', seq);
    if (found === undefined) {
      return undefined;
    }
    const parts = this.#sql.exec('SELECT body FROM checkpoint WHERE seq = ? ORDER BY part', Number(found.seq));
    return JSON.parse(parts.map(({ body }) => String(body)).join('')) as Checkpoint;
  }

  /** After a transaction that was rolled back. */
  forget(): void {
    this.#next = undefined;
  }

  #read(): number {
    const [last] = this.#sql.exec('SELECT seq, size FROM checkpoint ORDER BY seq DESC LIMIT 1');
    return last === undefined ? EVENTS : nextAfter(Number(last.seq), Number(last.size));
  }
}

function nextAfter(seq: number, rows: number): number {
  return seq + Math.max(EVENTS, rows);
}
