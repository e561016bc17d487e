import type { TableName, Tables } from '../projection/rows.ts';
import type { StateReader } from '../projection/state.ts';
import type { MemoryState } from './memory-state.ts';
import { TABLE_NAMES } from './table-names.ts';

/** The rows that show a state and take in what follows: of tasks only the live ones, of scopes only those in sight. */
export interface Checkpoint {
  readonly seq: number;
  readonly rows: readonly CheckpointRow[];
}

export type CheckpointRow = readonly [table: TableName, key: string, row: Tables[TableName]];

/** Taken whole: their rows go when nothing live needs them. */
const WHOLE = TABLE_NAMES.filter((table) => table !== 'task' && table !== 'item' && table !== 'scope');

/** The state after an event, as plain data. Its size is that of the state which it shows, not of the history. */
export function takeCheckpoint(state: StateReader, seq: number): Checkpoint {
  const rows: CheckpointRow[] = [];
  for (const table of WHOLE) {
    for (const [key, row] of state.scan(table, '')) {
      rows.push([table, key, row]);
    }
  }
  for (const instance of liveInstances(rows)) {
    const task = state.get('task', instance);
    if (task !== undefined) {
      rows.push(['task', instance, task]);
    }
    if (task?.items != null && task.endedAt === null) {
      for (const [key, row] of state.scan('item', `${instance}|`)) {
        rows.push(['item', key, row]);
      }
    }
  }
  for (const scope of scopesInSight(state, rows)) {
    const row = state.get('scope', scope);
    if (row !== undefined) {
      rows.push(['scope', scope, row]);
    }
  }
  return { seq, rows };
}

/** The state that a checkpoint holds, to fold what comes after it into. */
export function restore({ rows }: Checkpoint, into: MemoryState): void {
  for (const [table, key, row] of rows) {
    into.put(table, key, row);
  }
}

function liveInstances(rows: readonly CheckpointRow[]): readonly string[] {
  return rows.flatMap(([table, , row]) => {
    const instance = table === 'token' ? (row as Tables['token']).instance : null;
    return instance === null ? [] : [instance];
  });
}

/** Scopes that something live stands on, each with the links above it up to the first that holds all names. */
function scopesInSight(state: StateReader, rows: readonly CheckpointRow[]): ReadonlySet<string> {
  const seen = new Set<string>(['0']);
  for (const start of rows.flatMap(scopesOf)) {
    for (let at: string | null = start; at !== null && !seen.has(at); ) {
      seen.add(at);
      const row: Tables['scope'] | undefined = state.get('scope', at);
      at = row === undefined || row.flat !== null ? null : row.parent;
    }
  }
  return seen;
}

function scopesOf([table, key, row]: CheckpointRow): readonly string[] {
  switch (table) {
    case 'token':
      return [(row as Tables['token']).scope];
    case 'group':
      return [(row as Tables['group']).scope];
    case 'arrival':
      return (row as Tables['arrival']).scopes;
    case 'ended':
      return [key];
    default:
      return [];
  }
}
