import type { TableName, Tables } from '../projection/rows.ts';
import type { StateReader, StateWriter } from '../projection/state.ts';
import type { Json } from '../value/json.ts';
import { TABLE_NAMES } from './table-names.ts';

type RowMap = Map<string, unknown>;

/** State in memory: the fold of a log, rehearsals, tests. */
export class MemoryState implements StateReader, StateWriter {
  readonly #tables = new Map<TableName, RowMap>(TABLE_NAMES.map((name) => [name, new Map()]));
  readonly #values: Map<string, Json>;

  constructor(values: Map<string, Json> = new Map()) {
    this.#values = values;
  }

  get<T extends TableName>(table: T, key: string): Tables[T] | undefined {
    return this.#table(table).get(key) as Tables[T] | undefined;
  }

  *scan<T extends TableName>(table: T, prefix: string): Iterable<readonly [string, Tables[T]]> {
    const rows = [...this.#table(table)].filter(([key]) => key.startsWith(prefix));
    yield* rows.sort(([a], [b]) => (a < b ? -1 : 1)) as (readonly [string, Tables[T]])[];
  }

  put<T extends TableName>(table: T, key: string, row: Tables[T]): void {
    this.#table(table).set(key, row);
  }

  delete(table: TableName, key: string): void {
    this.#table(table).delete(key);
  }

  value(id: string): Json {
    const value = this.#values.get(id);
    if (value === undefined) {
      throw new Error(`value ${id} is not stored`);
    }
    return value;
  }

  addValue(id: string, value: Json): void {
    this.#values.set(id, value);
  }

  #table(name: TableName): RowMap {
    return this.#tables.get(name) as RowMap;
  }
}
