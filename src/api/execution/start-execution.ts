import { upcast } from '../../definition/upcast/upcast.ts';
import { closureOf } from '../../pack/closure.ts';
import { ProblemError } from '../../problem/problem.ts';
import type { Database } from '../../registry/database.ts';
import { getExecution } from '../../registry/execution-read.ts';
import { type ExecutionIndexRow, startingRow } from '../../registry/execution-row.ts';
import { deleteExecution, insertExecution } from '../../registry/execution-write.ts';
import {
  abandonIdempotency,
  completeIdempotency,
  findIdempotency,
  type InProgress,
  type Reservation,
  releaseIdempotency,
} from '../../registry/idempotency.ts';
import { ulid } from '../../value/ulid.ts';
import type { ApiEnv } from '../api-env.ts';
import { type Claim, inProgress, record, replayed, reused } from '../endpoint/idempotency.ts';
import { answerData } from '../http/answer.ts';
import { contentsOf } from '../workflow/contents.ts';
import { inputPreview } from './input-preview.ts';
import { executionLinks, executionPath } from './links.ts';
import { type Pinned, type PreparedStart, prepareStart, type StartRequest } from './prepare-start.ts';
import { type Answered, requireOk, statusOf } from './reply.ts';
import { traceContext } from './trace-context.ts';

export interface Starter {
  readonly env: ApiEnv;
  readonly db: Database;
  /** The request that asks for the execution, for its trace context. */
  readonly request?: Pick<Request, 'headers'>;
}

export interface Started {
  readonly id: string;
  readonly response: Response;
}

/**
 * Starts an execution. Its index row and the idempotency key are written first, in one batch: after a crash between
 * that and the start, a repetition of the request starts the same execution.
 */
export async function startExecution(
  starter: Starter,
  pack: string,
  pinned: Pinned,
  body: StartRequest,
  claim: Claim | undefined,
): Promise<Started> {
  const { env, db } = starter;
  const now = env.clock.now();
  const prepared = await prepareStart(ulid(now, env.random(10)), pinned, body, env.settings);
  const found = await insertExecution(db, requestedRow(prepared, pack, now, now), claim);
  return (await earlierStart(starter, found, body, claim)) ?? startPrepared(starter, prepared, claim);
}

/**
 * What an earlier request with this key has started, although the request would be refused by now: its workflow may
 * have changed or gone.
 */
export async function startedBefore(starter: Starter, body: StartRequest, claim: Claim): Promise<Started | undefined> {
  const { env, db } = starter;
  const found = await findIdempotency(db, claim, env.clock.now());
  return found && earlierStart(starter, found, body, claim);
}

async function earlierStart(
  starter: Starter,
  found: Reservation,
  body: StartRequest,
  claim: Claim | undefined,
): Promise<Started | undefined> {
  switch (found.kind) {
    case 'reused':
      return reused();
    case 'replay':
      return { id: found.execution ?? reused(), response: replayed(found.answer) };
    case 'in_progress':
      return startAgain(starter, found, body, claim);
    default:
      return undefined;
  }
}

/** Starts an execution whose row is written. @throws ProblemError with the refusal */
export async function startPrepared(
  starter: Starter,
  prepared: PreparedStart,
  claim: Claim | undefined,
): Promise<Started> {
  const { db } = starter;
  const { command } = prepared;
  const reply = await launch(starter, prepared).catch(async (error: unknown) => {
    if (claim !== undefined && error instanceof ProblemError && !error.retryable) {
      await releaseIdempotency(db, claim);
    }
    throw error;
  });
  const response = accepted(command.id, statusOf(reply));
  if (claim !== undefined) {
    await completeIdempotency(db, claim, await record(response.clone()));
  }
  return { id: command.id, response };
}

/**
 * Gives an execution whose row is written to its object. When it refuses, the row goes.
 * @throws ProblemError with the refusal
 */
export async function launch(
  { env, db, request }: Starter,
  { command, definition, config }: PreparedStart,
): Promise<Answered> {
  const closure = JSON.stringify(await closureOf(db, definition, config));
  const reply = await env.directory.execution(command.id).start({ ...command, closure, ...traceContext(request) });
  if (!reply.ok) {
    await deleteExecution(db, command.id);
  }
  return requireOk(reply);
}

/** The same start once more, pinned as the first one was, whatever its ref means by now. */
async function startAgain(
  starter: Starter,
  found: InProgress,
  body: StartRequest,
  claim: Claim | undefined,
): Promise<Started> {
  const { env, db } = starter;
  const id = found.execution ?? inProgress();
  const row = await getExecution(db, id);
  if (row === undefined && claim !== undefined) {
    // It never began, and the watchdog has taken it away: the next repetition starts another.
    await abandonIdempotency(db, claim, found);
  }
  const content = row && (await contentsOf(env).get(db, row.hash));
  if (row === undefined || content === undefined) {
    return inProgress();
  }
  const { workflow, version, hash } = row;
  const pinned = { workflow, version, hash, definition: upcast(content.definition) };
  const prepared = await prepareStart(id, pinned, body, env.settings);
  await insertExecution(db, requestedRow(prepared, row.pack, row.started_at, env.clock.now()));
  return startPrepared(starter, prepared, claim);
}

/** The row of an execution that is about to start. */
export function requestedRow(
  { command, definition, input }: PreparedStart,
  pack: string,
  startedAt: number,
  now: number,
): ExecutionIndexRow {
  const { id, workflow, version, hash, tags } = command;
  return startingRow(
    {
      ...{ id, workflow, pack, version, hash, tags, parent: null, started_at: startedAt },
      ...{ input_preview: inputPreview(input), waits: definition.concurrency != null },
    },
    now,
  );
}

function accepted(id: string, status: string): Response {
  return answerData(202, { id, status, links: executionLinks(id) }, { Location: executionPath(id) });
}
