import type { Alarm, SqlStorage, SqlValue } from '../../src/host/ports.ts';

/** The SQLite of a Durable Object behind the engine's port. */
export function durableSql(storage: DurableObjectStorage): SqlStorage {
  return {
    exec: (sql, ...parameters) => storage.sql.exec<Record<string, SqlValue>>(sql, ...parameters).toArray(),
    transaction: (run) => storage.transactionSync(run),
  };
}

/** The one alarm of a Durable Object. Its write goes out with the rows of the same turn. */
export function durableAlarm(storage: DurableObjectStorage): Alarm {
  return {
    set(at) {
      const written = at === null ? storage.deleteAlarm() : storage.setAlarm(at);
      // A write that fails breaks the object's output gate; there is nothing to add to that here.
      written.catch(() => undefined);
    },
  };
}
