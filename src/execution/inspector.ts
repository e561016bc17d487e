import type { Program } from '../conductor/program.ts';
import { type ExecutionRow, itemKey } from '../conductor/rows.ts';
import type { StateReader } from '../conductor/state.ts';
import type { SqlStorage } from '../host/ports.ts';
import type { Json, JsonObject } from '../value/json.ts';
import type { OutboxRow } from './outbox.ts';
import { shownStatus } from './shown-status.ts';
import { stateAt } from './time-travel.ts';
import type { Turns } from './turns.ts';
import { describe, describeEvent, describeItem, describeState, describeTask } from './views.ts';

/** Calls shown as scheduled in the state of an execution, at the most. */
const QUEUED = 10_000;

/** Looks at an execution: everything here only reads. Undefined: there is no such thing. */
export class Inspector {
  readonly #sql: SqlStorage;
  readonly #turns: Turns;
  readonly #programOf: (row: ExecutionRow) => Program;
  readonly #version: () => number;

  constructor(sql: SqlStorage, turns: Turns, programOf: (row: ExecutionRow) => Program, version: () => number) {
    this.#sql = sql;
    this.#turns = turns;
    this.#programOf = programOf;
    this.#version = version;
  }

  describe(row: ExecutionRow): Json {
    const shown = describe(this.#turns.state, row, this.#version()) as JsonObject;
    return { ...shown, status: shownStatus(this.#programOf(row), this.#turns.state, row) };
  }

  /** The present state, or the one after an event. */
  state(row: ExecutionRow, at: number | null): Json | undefined {
    const program = this.#programOf(row);
    if (at !== null && at !== row.seq) {
      const past = stateAt(this.#turns, at);
      const then = past?.get('execution', '');
      return past && then && this.#shown(program, past, then, []);
    }
    const queued = this.#turns.outbox.page('call|', QUEUED).filter((owed) => owed.lease === null);
    return this.#shown(program, this.#turns.state, row, queued);
  }

  #shown(program: Program, state: StateReader, row: ExecutionRow, queued: readonly OutboxRow[]): Json {
    const shown = describeState(program, state, row, queued) as JsonObject;
    return { ...shown, status: shownStatus(program, state, row) };
  }

  history(after: number, limit: number, types: readonly string[]): Json {
    const events = this.#turns.log.read(after, limit + 1, types);
    const data = events.slice(0, limit).map(describeEvent);
    return { data, next: events.length > limit ? (events[limit - 1]?.seq ?? null) : null };
  }

  /** Task instances in the order of their start. */
  tasks(from: number, limit: number): Json {
    const order = `json_extract(body, '$.order')`;
    const sql = `SELECT key, ${order} AS n FROM "task" WHERE ${order} >= ? ORDER BY ${order} LIMIT ?`;
    const found = this.#sql.exec(sql, from, limit + 1);
    const data = found.slice(0, limit).flatMap((each) => this.task(String(each.key)) ?? []);
    return { data, next: found.length > limit ? Number(found[limit]?.n) : null };
  }

  task(instance: string): Json | undefined {
    const row = this.#turns.state.get('task', instance);
    return row === undefined ? undefined : describeTask(this.#turns.state, instance, row);
  }

  items(instance: string, from: number, limit: number): Json | undefined {
    if (this.#turns.state.get('task', instance) === undefined) {
      return undefined;
    }
    const sql = 'SELECT key FROM "item" WHERE key >= ? AND key < ? ORDER BY key LIMIT ?';
    const rows = this.#sql.exec(sql, itemKey(instance, from), `${instance}}`, limit + 1);
    const data = rows.slice(0, limit).map((row) => describeItem(this.#turns.state, String(row.key)));
    return { data, next: rows.length > limit ? from + limit : null };
  }

  machine(row: ExecutionRow): Json {
    const tokens = [...this.#turns.state.scan('token', '')];
    const config = this.#programOf(row).machine.config as unknown as Json;
    return { config, tokens: tokens.map(([id, { value, instance }]) => ({ id, value, instance })) };
  }
}
