import { ProblemError } from '../../problem/problem.ts';
import { insertIfUnchanged } from '../../registry/execution-write.ts';
import type { WorkflowAndPack } from '../../registry/workflow-read.ts';
import { ulid } from '../../value/ulid.ts';
import { maySee, type Principal } from '../auth/principal.ts';
import { type FoundWorkflow, withContent } from '../workflow/find-workflow.ts';
import { type PreparedStart, prepareStart, type StartRequest } from './prepare-start.ts';
import { requestedRow, type Started, type Starter, startPrepared } from './start-execution.ts';
import { startable } from './startable.ts';

/**
 * Starts an execution by what is remembered of its workflow. Whether that still holds, the registry says in the batch
 * that writes the row, so nothing is read before.
 * @returns undefined when it does not hold, or refuses the start; then nothing was done
 */
export async function startRemembered(
  starter: Starter & { readonly principal: Principal },
  { workflow, pack }: WorkflowAndPack,
  body: StartRequest,
): Promise<Started | undefined> {
  if (!maySee(starter.principal, workflow.pack)) {
    return undefined;
  }
  const prepared = await prepare(starter, await withContent(starter, { workflow, pack }), body);
  if (prepared === undefined) {
    return undefined;
  }
  const now = starter.env.clock.now();
  const read = { revision: workflow.revision, release: pack.release };
  const holds = await insertIfUnchanged(starter.db, requestedRow(prepared, workflow.pack, now, now), read);
  return holds ? startPrepared(starter, prepared, undefined) : undefined;
}

/** What is refused by memory may be right by now. */
async function prepare({ env }: Starter, found: FoundWorkflow, body: StartRequest): Promise<PreparedStart | undefined> {
  try {
    return await prepareStart(ulid(env.clock.now(), env.random(10)), startable(found), body, env.settings);
  } catch (thrown) {
    if (thrown instanceof ProblemError) {
      return undefined;
    }
    throw thrown;
  }
}
