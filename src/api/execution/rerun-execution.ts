import type * as v from 'valibot';
import { checkInput } from '../../definition/input.ts';
import { upcast } from '../../definition/upcast/upcast.ts';
import type { StartCommand } from '../../host/directory.ts';
import { programOf } from '../../inspection/program-cache.ts';
import { missingFromPath } from '../../inspection/recorded-path.ts';
import { closureOf } from '../../pack/closure.ts';
import { refuse } from '../../problem/problem.ts';
import type { Takeover } from '../../projection/takeover.ts';
import { startingRow } from '../../registry/execution-row.ts';
import { deleteExecution, insertExecution } from '../../registry/execution-write.ts';
import type { Json } from '../../value/json.ts';
import { defuse } from '../../value/sealed.ts';
import { ulid } from '../../value/ulid.ts';
import type { Actor } from '../audit/audited.ts';
import type { ExecutionStatus } from '../schema/execution.ts';
import type { RerunSchema } from '../schema/execution-control.ts';
import { findContent } from '../workflow/find-workflow.ts';
import { inputPreview } from './input-preview.ts';
import { preparedInput, refuseInput } from './prepare-start.ts';
import { requireOk, statusOf } from './reply.ts';
import { startable } from './startable.ts';

export type RerunRequest = v.InferOutput<typeof RerunSchema>;

type Start = Omit<StartCommand, 'id' | 'rerun'>;

/** What an ended execution hands over, as its object answers it. */
interface HandedOver {
  readonly takeover: Takeover;
  readonly values: Json;
  readonly start: Start;
}

/**
 * Starts a new execution with what an ended one has done.
 * @throws ProblemError `nothing_to_rerun`, `not_found`, `conflict`, `path_missing`, `invalid_input`
 */
export async function rerunExecution(
  actor: Actor,
  origin: string,
  request: RerunRequest,
): Promise<{ readonly id: string; readonly status: ExecutionStatus }> {
  const { env, db } = actor;
  const command = { from: request.from ?? null, at: request.at ?? null, resetItems: request.reset_items };
  const reply = requireOk(await env.directory.execution(origin).takeover(command));
  const { takeover, values, start: recorded } = JSON.parse(reply.body) as HandedOver;
  const replaces = request.input !== undefined;
  const pinned = request.definition === 'latest' ? await latest(actor, takeover, recorded, replaces) : recorded;
  const now = env.clock.now();
  const id = ulid(now, env.random(10));
  const start = request.input === undefined ? pinned : await withInput(actor, id, pinned, request.input);
  const { workflow, version, hash, tags } = start;
  const row = startingRow(
    {
      ...{ id, workflow, version, hash, tags, pack: workflow.split('.')[0] ?? workflow, parent: null, started_at: now },
      ...{
        input_preview: inputPreview(JSON.parse(start.input)),
        waits: upcast(JSON.parse(start.definition)).concurrency != null,
      },
    },
    now,
  );
  await insertExecution(db, row);
  const rerun = { takeover: JSON.stringify({ takeover, values }), vars: JSON.stringify(defuse(request.vars)) };
  const started = await env.directory.execution(id).start({ ...start, id, rerun, indexed: row.status });
  if (!started.ok) {
    await deleteExecution(db, id);
  }
  return { id, status: statusOf(requireOk(started)) };
}

/** The definition in force, if the recorded path exists in it and the recorded input still fits. */
async function latest(actor: Actor, takeover: Takeover, recorded: Start, replacesInput: boolean): Promise<Start> {
  const { workflow, version, hash, definition } = startable(await findContent(actor, recorded.workflow, undefined));
  const closure = JSON.stringify(await closureOf(actor.db, definition));
  const findings = missingFromPath(
    takeover,
    recorded.startAt,
    programOf(recorded.hash, recorded.closure, () => recorded.definition),
    programOf(hash, closure, () => JSON.stringify(definition)),
  );
  if (findings.length > 0) {
    refuse('path_missing', `version ${version} of \`${workflow}\` does not have the path that was recorded`, {
      findings,
    });
  }
  // The recorded input may hold what the engine has sealed; a request that brings another one has it checked later.
  const { input, findings: unfit } = checkInput(definition, JSON.parse(recorded.input), 'engine');
  if (!replacesInput && unfit.length > 0) {
    refuseInput(unfit);
  }
  return { ...recorded, version, hash, definition: JSON.stringify(definition), closure, input: JSON.stringify(input) };
}

/** The start with another input. @throws ProblemError `invalid_input` */
async function withInput({ env }: Actor, id: string, start: Start, input: Json): Promise<Start> {
  const definition = upcast(JSON.parse(start.definition));
  return { ...start, input: JSON.stringify(await preparedInput(id, definition, input, env.settings)) };
}
