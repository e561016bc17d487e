import type { Cause } from '../conductor/cause.ts';
import type { Reply } from '../host/directory.ts';
import type { SqlStorage } from '../host/ports.ts';
import type { Bundle } from '../inspection/bundle.ts';
import { ensureError } from '../problem/problem.ts';
import type { Change } from '../projection/change.ts';
import { isObject, type JsonObject } from '../value/json.ts';
import { defuse } from '../value/sealed.ts';
import { create } from './schema.ts';
import type { Turns } from './turns.ts';

/**
 * Writes what another server has recorded: all of it, or nothing. The execution can be looked at in every way, and
 * never does anything again.
 * @returns the refusal, or undefined
 */
export function importBundle(sql: SqlStorage, turns: Turns, bundle: Bundle): Reply | undefined {
  const { execution, definition, closure, events, values } = bundle;
  try {
    sql.transaction(() => {
      create(sql);
      turns.values.putText('definition', JSON.stringify(definition));
      turns.values.putText('closure', JSON.stringify(closure));
      for (const [id, value] of Object.entries(values)) {
        turns.values.put(id, defuse(value));
      }
      turns.values.put('start', { version: execution.version, parent: null, ...originIn(bundle), imported: true });
      for (const event of events) {
        const changes = defuse(event.changes) as unknown as readonly Change[];
        const cause = defuse(event.cause) as unknown as Cause;
        turns.record({ ...event, at: Date.parse(event.at), cause, changes });
      }
    });
    return undefined;
  } catch (thrown) {
    turns.state.forget();
    turns.checkpoints.forget();
    const detail = `the log of the bundle cannot be followed: ${ensureError(thrown).message}`;
    return { ok: false, problem: { code: 'invalid_input', detail } };
  }
}

/** Where a rerun came from, as its first event says. */
function originIn({ events }: Bundle): JsonObject {
  const origin = events[0]?.cause.origin;
  const fits = isObject(origin) && typeof origin.id === 'string' && typeof origin.seq === 'number';
  return fits ? { origin: { id: origin.id ?? null, seq: origin.seq ?? null } } : {};
}
