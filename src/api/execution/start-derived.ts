import { upcast } from '../../definition/upcast/upcast.ts';
import { ProblemError } from '../../problem/problem.ts';
import type { Database } from '../../registry/database.ts';
import { getExecution } from '../../registry/execution-read.ts';
import { insertExecution } from '../../registry/execution-write.ts';
import type { StartOutcome, TriggerStart } from '../../trigger/engine/ports.ts';
import type { Json } from '../../value/json.ts';
import type { ApiEnv } from '../api-env.ts';
import { ADMIN } from '../auth/principal.ts';
import { guarded } from '../registry-guard.ts';
import { contentsOf } from '../workflow/contents.ts';
import { findContent } from '../workflow/find-workflow.ts';
import { type Pinned, type PreparedStart, prepareStart, type StartRequest } from './prepare-start.ts';
import { launch, requestedRow } from './start-execution.ts';
import { insertRemembered, rememberFound } from './start-remembered.ts';
import { startable } from './startable.ts';

/**
 * Starts an execution under an id that whoever starts it has derived: again and again, it is the same one, pinned as it
 * was the first time.
 * @throws when the registry or the execution is away
 */
export async function startDerived(env: ApiEnv, start: TriggerStart): Promise<StartOutcome> {
  const db = guarded(env.database());
  const { execution: id, tags, at } = start;
  try {
    const body = { input: JSON.parse(start.input) as Json, tags: [...tags] };
    const remembered = await insertRemembered({ env, db }, { id, workflow: start.workflow, body, startedAt: at });
    const prepared = remembered ?? (await insertAsRead(env, db, start, body));
    await launch({ env, db, request: { headers: new Headers({ traceparent: start.traceparent ?? '' }) } }, prepared);
    return { type: 'started' };
  } catch (thrown) {
    if (thrown instanceof ProblemError && !thrown.retryable && thrown.problem.code !== 'internal') {
      return { type: 'refused', problem: thrown.problem };
    }
    throw thrown;
  }
}

/** A start that came this far before stays pinned to what it was. */
async function insertAsRead(
  env: ApiEnv,
  db: Database,
  { execution: id, workflow, at }: TriggerStart,
  body: StartRequest,
): Promise<PreparedStart> {
  const { pinned, pack } = (await pinnedBefore(env, db, id)) ?? (await pinNow(env, db, workflow));
  const prepared = await prepareStart(id, pinned, body, env.settings);
  await insertExecution(db, requestedRow(prepared, pack, at, env.clock.now()));
  return prepared;
}

interface Found {
  readonly pinned: Pinned;
  readonly pack: string;
}

async function pinNow(env: ApiEnv, db: Database, workflow: string): Promise<Found> {
  const found = await findContent({ env, db, principal: ADMIN }, workflow, undefined);
  rememberFound(env, found);
  return { pinned: startable(found), pack: found.workflow.pack };
}

async function pinnedBefore(env: ApiEnv, db: Database, id: string): Promise<Found | undefined> {
  const row = await getExecution(db, id);
  const content = row && (await contentsOf(env).get(db, row.hash));
  if (row === undefined || content === undefined) {
    return undefined;
  }
  const { workflow, version, hash, pack } = row;
  return { pinned: { workflow, version, hash, definition: upcast(content.definition) }, pack };
}
