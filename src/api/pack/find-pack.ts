import { refuse } from '../../problem/problem.ts';
import type { Database } from '../../registry/database.ts';
import type { PackRow } from '../../registry/pack-row.ts';
import { getPack } from '../../registry/packs.ts';
import { maySee, type Principal } from '../auth/principal.ts';

interface Reader {
  readonly db: Database;
  readonly principal: Principal;
}

/** An installed pack. @throws ProblemError `not_found`, also when the caller may not see it. */
export async function findPack(reader: Reader, ref: string): Promise<PackRow> {
  return (await findPackOrNone(reader, ref)) ?? unknownPack(ref);
}

/** As `findPack`, but a pack that may be seen and is not installed is undefined. */
export async function findPackOrNone({ db, principal }: Reader, ref: string): Promise<PackRow | undefined> {
  return maySee(principal, ref) ? getPack(db, ref) : unknownPack(ref);
}

export function unknownPack(ref: string): never {
  return refuse('not_found', `there is no pack \`${ref}\``);
}
