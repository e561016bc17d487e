import type { Program } from '../conductor/program.ts';
import type { SqlStorage } from '../host/ports.ts';
import { refOfKey } from '../inspection/contents.ts';
import { shownStatus } from '../inspection/shown-status.ts';
import { describeState } from '../inspection/state-view.ts';
import { describe, describeEvent, describeItem, describeTask } from '../inspection/views.ts';
import { type ExecutionRow, itemKey } from '../projection/rows.ts';
import { deref } from '../projection/state.ts';
import { type Json, type JsonObject, objectFrom } from '../value/json.ts';
import type { StartMeta } from './kinship.ts';
import type { Turns } from './turns.ts';

/** Calls shown as scheduled in the state of an execution, at the most. */
const QUEUED = 10_000;

/** Looks at an execution: everything here only reads. Undefined: there is no such thing. */
export class Inspector {
  readonly #sql: SqlStorage;
  readonly #turns: Turns;
  readonly #programOf: (row: ExecutionRow) => Program;
  readonly #meta: () => StartMeta;

  constructor(sql: SqlStorage, turns: Turns, programOf: (row: ExecutionRow) => Program, meta: () => StartMeta) {
    this.#sql = sql;
    this.#turns = turns;
    this.#programOf = programOf;
    this.#meta = meta;
  }

  describe(row: ExecutionRow): Json {
    const { version, imported, origin } = this.#meta();
    const { state } = this.#turns;
    const shown = describe(state, row, version, imported) as JsonObject;
    return {
      ...shown,
      ...(origin === undefined ? {} : { origin }),
      status: shownStatus(this.#programOf(row), state, row),
    };
  }

  /** The present state. */
  state(row: ExecutionRow): Json {
    const { state, outbox } = this.#turns;
    const owed = outbox.page('call|', QUEUED).filter(({ lease }) => lease === null);
    const queued = new Set(owed.flatMap(({ effect }) => ('instance' in effect ? [effect.instance] : [])));
    return describeState(row, { program: this.#programOf(row), state, content: (ref) => deref(state, ref), queued });
  }

  /** What the state after an event is folded from, together with the history: the fold itself is made outside. */
  past(row: ExecutionRow, at: number): Json | undefined {
    if (at > row.seq) {
      return undefined;
    }
    const { checkpoints, values } = this.#turns;
    return {
      checkpoint: (checkpoints.before(at) ?? { seq: 0, rows: [] }) as unknown as Json,
      ...{ hash: this.#meta().imported ? null : row.definition },
      ...{ definition: values.text('definition'), closure: values.text('closure') },
    };
  }

  /** Contents by the keys that `contentKey` gives references; what is not stored is left out. */
  contents(keys: readonly string[]): Json {
    const { state, values } = this.#turns;
    const refs = keys.map((key) => [key, refOfKey(key)] as const);
    const stored = refs.filter(([, ref]) => !('id' in ref) || values.has(ref.id));
    return objectFrom(stored.map(([key, ref]) => [key, deref(state, ref)] as const));
  }

  /** Stored values after an id, in order of ids. */
  values(after: string, limit: number): Json {
    const { values } = this.#turns;
    const ids = values.ids(after, limit + 1);
    const data = ids.slice(0, limit).map((id) => [id, values.get(id)] as const);
    return { data: data as unknown as Json, next: ids.length > limit ? (ids[limit - 1] ?? null) : null };
  }

  history(after: number, limit: number, types: readonly string[]): Json {
    const events = this.#turns.log.read(after, limit + 1, types);
    const data = events.slice(0, limit).map(describeEvent);
    return { data, next: events.length > limit ? (events[limit - 1]?.seq ?? null) : null };
  }

  /** Task instances in the order of their start. */
  tasks(from: number, limit: number): Json {
    const sql = `SELECT key, rank FROM state WHERE kind = 'task' AND rank >= ? ORDER BY rank LIMIT ?`;
    const found = this.#sql.exec(sql, from, limit + 1);
    const data = found.slice(0, limit).flatMap((each) => this.task(String(each.key)) ?? []);
    return { data, next: found.length > limit ? Number(found[limit]?.rank) : null };
  }

  task(instance: string): Json | undefined {
    const row = this.#turns.state.get('task', instance);
    return row === undefined ? undefined : describeTask(this.#turns.state, instance, row);
  }

  items(instance: string, from: number, limit: number): Json | undefined {
    if (this.#turns.state.get('task', instance) === undefined) {
      return undefined;
    }
    const sql = `SELECT key FROM state WHERE kind = 'item' AND key >= ? AND key < ? ORDER BY key LIMIT ?`;
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
