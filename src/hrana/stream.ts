import { type BatchHost, runBatch } from './batch.ts';
import { type Connection, closeConnection, describeStatement, prepareStatement } from './connection.ts';
import { type ConnectionPool, leavesNoTrace } from './connection-pool.ts';
import { errorBody, HranaError, isBusy } from './hrana-error.ts';
import { withLockWait } from './lock-wait.ts';
import type { HranaOutcome, HranaRequest, HranaResponse, HranaStatement, HranaStatementResult } from './protocol.ts';

/** One client's conversation: a connection of its own, with its transaction and its stored texts. */
export class HranaStream implements BatchHost {
  readonly #pool: ConnectionPool;
  #connection: Connection;
  /** Whether the connection is as it was when it was taken. */
  #clean = true;
  readonly #texts = new Map<number, string>();
  #closed = false;

  constructor(pool: ConnectionPool) {
    this.#pool = pool;
    this.#connection = pool.take();
  }

  get closed(): boolean {
    return this.#closed;
  }

  /** Answers one request; a failure is an answer too. */
  async handle(request: HranaRequest): Promise<HranaOutcome> {
    try {
      if (this.#closed) {
        throw new HranaError('STREAM_CLOSED', 'the stream was closed by an earlier request');
      }
      return { type: 'ok', response: await this.#respond(request) };
    } catch (thrown) {
      return { type: 'error', error: errorBody(thrown) };
    }
  }

  async #respond(request: HranaRequest): Promise<HranaResponse> {
    switch (request.type) {
      case 'execute':
        return { type: 'execute', result: await this.execute(request.stmt) };
      case 'batch':
        return { type: 'batch', result: await runBatch(this, request.batch) };
      case 'sequence': {
        await this.#sequence(this.#text(request));
        return { type: 'sequence' };
      }
      case 'describe':
        return { type: 'describe', result: describeStatement(this.#connection, this.#text(request)) };
      case 'store_sql':
        this.#texts.set(request.sql_id, request.sql);
        return { type: 'store_sql' };
      case 'close_sql':
        this.#texts.delete(request.sql_id);
        return { type: 'close_sql' };
      case 'get_autocommit':
        return { type: 'get_autocommit', is_autocommit: this.isAutocommit() };
      case 'close':
        this.close();
        return { type: 'close' };
    }
  }

  async execute(statement: HranaStatement): Promise<HranaStatementResult> {
    const sql = this.#text(statement);
    this.#clean &&= leavesNoTrace(sql);
    const run = prepareStatement(this.#connection, sql, statement);
    try {
      return await withLockWait(run);
    } catch (thrown) {
      this.#clean = false;
      if (isBusy(thrown) && !this.#closed && this.isAutocommit()) {
        this.#renew();
      }
      throw thrown;
    }
  }

  /** A statement that gave up on a lock spoils its connection (see `prepareStatement`). */
  #renew(): void {
    closeConnection(this.#connection);
    this.#connection = this.#pool.take();
  }

  isAutocommit(): boolean {
    return !this.#connection.inTransaction;
  }

  /** Ends the stream and undoes what it has not committed. Doing so twice is harmless. */
  close(): void {
    if (!this.#closed) {
      this.#closed = true;
      if (this.#clean) {
        this.#pool.giveBack(this.#connection);
      } else {
        closeConnection(this.#connection);
      }
    }
  }

  /**
   * Runs several statements. A sequence that met a lock in its middle could not be tried again, so outside of a
   * transaction the lock is waited for first; nobody else of this process can take it before the sequence ends.
   */
  async #sequence(sql: string): Promise<void> {
    this.#clean = false;
    if (this.isAutocommit()) {
      await withLockWait(() => this.#connection.exec('BEGIN IMMEDIATE; ROLLBACK'));
    }
    this.#connection.exec(sql);
  }

  #text({ sql, sql_id }: Pick<HranaStatement, 'sql' | 'sql_id'>): string {
    const text = sql ?? (typeof sql_id === 'number' ? this.#texts.get(sql_id) : undefined);
    if (text === undefined) {
      throw new HranaError('SQL_NOT_FOUND', 'the request has neither "sql" nor a known "sql_id"');
    }
    return text;
  }
}
