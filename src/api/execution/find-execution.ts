import type { ExecutionPort } from '../../host/directory.ts';
import { refuse } from '../../problem/problem.ts';
import type { Database } from '../../registry/database.ts';
import { getExecution } from '../../registry/execution-read.ts';
import { isUlid } from '../../value/ulid.ts';
import type { ApiEnv } from '../api-env.ts';
import { maySee, type Principal } from '../auth/principal.ts';

interface Reader {
  readonly env: ApiEnv;
  readonly db: Database;
  readonly principal: Principal;
}

/**
 * The execution of an id. Only for a caller who is limited to packs does the index say whose it is; others depend on
 * nothing but the execution itself.
 * @throws ProblemError `not_found` for what is no id, or may not be seen.
 */
export async function findExecution({ env, db, principal }: Reader, id: string): Promise<ExecutionPort> {
  if (!isUlid(id)) {
    return unknown(id);
  }
  if (principal.packs !== null) {
    const row = await getExecution(db, id);
    if (row === undefined || !maySee(principal, row.pack)) {
      return unknown(id);
    }
  }
  return env.directory.execution(id);
}

function unknown(id: string): never {
  return refuse('not_found', `there is no execution \`${id}\``);
}
