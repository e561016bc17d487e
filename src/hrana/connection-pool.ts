import { type Connection, closeConnection, openConnection } from './connection.ts';

/** Connections kept for the next streams. */
const MOST_IDLE = 8;

/** Statements after which a connection is as it was: no settings, no temporary tables, no attached files. */
const TRACELESS = /^\s*(?:SELECT|WITH|INSERT|REPLACE|UPDATE|DELETE|BEGIN|COMMIT|END|ROLLBACK|EXPLAIN)\b/i;

export function leavesNoTrace(sql: string): boolean {
  return TRACELESS.test(sql);
}

/** Connections to one database file: opening one reads the whole schema, which takes longer than most statements. */
export class ConnectionPool {
  readonly #path: string;
  readonly #idle: Connection[] = [];
  #closed = false;

  constructor(path: string) {
    this.#path = path;
  }

  take(): Connection {
    return this.#idle.pop() ?? openConnection(this.#path);
  }

  /** Takes back a connection that is as it was. */
  giveBack(connection: Connection): void {
    if (this.#closed || connection.inTransaction || this.#idle.length >= MOST_IDLE) {
      closeConnection(connection);
    } else {
      this.#idle.push(connection);
    }
  }

  close(): void {
    this.#closed = true;
    for (const connection of this.#idle.splice(0)) {
      closeConnection(connection);
    }
  }
}
