import type { Triggers } from '../../host/trigger-port.ts';
import type { Database } from '../../registry/database.ts';
import { listUnseenTriggers } from '../../registry/trigger-snapshot.ts';

/** Tells triggers that have not seen their latest change, or did not wake when they wanted to; one by one. */
export async function sweepTriggers(db: Database, triggers: Triggers, now: number, limit: number): Promise<void> {
  for (const name of await listUnseenTriggers(db, now, limit)) {
    // One that cannot be reached is tried in the next round, and keeps nobody else from being told.
    await triggers
      .trigger(name)
      .sync(name)
      .catch(() => undefined);
  }
}
