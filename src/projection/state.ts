import type { Json } from '../value/json.ts';
import type { TableName, Tables, ValueRef } from './rows.ts';

/** What `decide` may look at: single rows and short ranges, never all of anything. */
export interface StateReader {
  get<T extends TableName>(table: T, key: string): Tables[T] | undefined;
  /** Rows whose key begins with the prefix, in the order of keys. */
  scan<T extends TableName>(table: T, prefix: string): Iterable<readonly [string, Tables[T]]>;
  /** A stored value. @throws Error when it does not exist: values are written before they are referenced. */
  value(id: string): Json;
}

/** What `apply` writes to. */
export interface StateWriter extends Omit<StateReader, 'value'> {
  put<T extends TableName>(table: T, key: string, row: Tables[T]): void;
  delete(table: TableName, key: string): void;
}

type RowMap = Map<string, unknown>;

const DELETED = Symbol('deleted');

/** The state as a turn leaves it, over a state that stays as it was: rows touched are kept here. */
export class Overlay implements StateReader, StateWriter {
  readonly #base: StateReader;
  readonly #touched = new Map<TableName, RowMap>();
  readonly #values = new Map<string, Json>();

  constructor(base: StateReader) {
    this.#base = base;
  }

  get<T extends TableName>(table: T, key: string): Tables[T] | undefined {
    const touched = this.#touched.get(table)?.get(key);
    if (touched !== undefined) {
      return touched === DELETED ? undefined : (touched as Tables[T]);
    }
    return this.#base.get(table, key);
  }

  *scan<T extends TableName>(table: T, prefix: string): Iterable<readonly [string, Tables[T]]> {
    const touched = this.#touched.get(table);
    if (touched === undefined) {
      yield* this.#base.scan(table, prefix);
      return;
    }
    const rows = new Map<string, unknown>(this.#base.scan(table, prefix));
    for (const [key, row] of touched) {
      if (key.startsWith(prefix)) {
        rows.set(key, row);
      }
    }
    const present = [...rows].filter(([, row]) => row !== DELETED);
    yield* present.sort(([a], [b]) => (a < b ? -1 : 1)) as (readonly [string, Tables[T]])[];
  }

  put<T extends TableName>(table: T, key: string, row: Tables[T]): void {
    this.#rows(table).set(key, row);
  }

  delete(table: TableName, key: string): void {
    this.#rows(table).set(key, DELETED);
  }

  value(id: string): Json {
    return this.#values.get(id) ?? this.#base.value(id);
  }

  addValue(id: string, value: Json): void {
    this.#values.set(id, value);
  }

  /** Every row touched: its new content, or undefined where it was deleted. */
  *touched(): Iterable<readonly [TableName, string, Tables[TableName] | undefined]> {
    for (const [table, rows] of this.#touched) {
      for (const [key, row] of rows) {
        yield [table, key, row === DELETED ? undefined : (row as Tables[TableName])];
      }
    }
  }

  #rows(table: TableName): RowMap {
    const known = this.#touched.get(table);
    if (known !== undefined) {
      return known;
    }
    const rows: RowMap = new Map();
    this.#touched.set(table, rows);
    return rows;
  }
}

/** The value behind a reference. */
export function deref(state: Pick<StateReader, 'value' | 'scan' | 'get'>, ref: ValueRef): Json {
  if ('inline' in ref) {
    return ref.inline;
  }
  return 'id' in ref ? state.value(ref.id) : itemResults(state, ref.items);
}

/** The ordered list of the results of an instance's items; null where one has not run. */
function itemResults(state: Pick<StateReader, 'value' | 'scan' | 'get'>, instance: string): Json {
  const count = state.get('task', instance)?.items?.count ?? 0;
  const results: Json[] = new Array(count).fill(null);
  for (const [key, { result }] of state.scan('item', `${instance}|`)) {
    results[Number(key.slice(instance.length + 1))] = result === null ? null : deref(state, result);
  }
  return results;
}
