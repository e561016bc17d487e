import type { ExecutionRow, TableName, Tables, Trigger } from './rows.ts';

/** A row that is taken over as it was. */
export interface TakenRow {
  readonly table: TableName;
  readonly key: string;
  readonly row: Tables[TableName];
}

/** A token that starts a task in the new execution. */
export interface Restart {
  readonly token: string;
  readonly triggeredBy: readonly Trigger[];
  readonly inherited: readonly string[];
}

/** Everything a new execution takes over from an ended one, as plain data. */
export interface Takeover {
  readonly origin: { readonly id: string; readonly seq: number };
  readonly counters: Pick<ExecutionRow, 'tokens' | 'scopes' | 'order' | 'counted'>;
  readonly rows: readonly TakenRow[];
  readonly restarts: readonly Restart[];
}
