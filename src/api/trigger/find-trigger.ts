import { refuse } from '../../problem/problem.ts';
import type { Database } from '../../registry/database.ts';
import { getTrigger, packOfTrigger, type TriggerRow } from '../../registry/triggers.ts';
import { maySee, type Principal } from '../auth/principal.ts';

interface Reader {
  readonly db: Database;
  readonly principal: Principal;
}

/** A trigger. @throws ProblemError `not_found`, also when the caller may not see it. */
export async function findTrigger(reader: Reader, name: string): Promise<TriggerRow> {
  return (await findTriggerOrNone(reader, name)) ?? unknownTrigger(name);
}

/** As `findTrigger`, but a name that is free is undefined. */
export async function findTriggerOrNone({ db, principal }: Reader, name: string): Promise<TriggerRow | undefined> {
  const row = await getTrigger(db, name);
  if (row === undefined || principal.packs === null) {
    return row;
  }
  const pack = row.pack ?? (await packOfTrigger(db, name));
  return pack !== undefined && maySee(principal, pack) ? row : unknownTrigger(name);
}

export function unknownTrigger(name: string): never {
  return refuse('not_found', `there is no trigger \`${name}\``);
}
