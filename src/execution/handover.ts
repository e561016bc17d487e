import type { Reply, RerunCommand } from '../host/directory.ts';
import { EXECUTION } from '../machine/execution-lifecycle.ts';
import { isFinal } from '../machine/lifecycle.ts';
import type { ExecutionRow, ValueRef } from '../projection/rows.ts';
import { deref } from '../projection/state.ts';
import { type Json, type JsonObject, objectFrom } from '../value/json.ts';
import type { Past } from './lineage.ts';
import { movedId } from './moved-values.ts';
import { planRerun } from './rerun.ts';
import type { Turns } from './turns.ts';

/** What a new execution takes over of this one, with everything it needs to begin. */
export function handOver(
  turns: Turns,
  row: ExecutionRow,
  version: number,
  { from, at, resetItems }: RerunCommand,
): Reply {
  if (!isFinal(EXECUTION, row.status) && at === null) {
    const detail = `the execution is ${row.status}; only an ended one can be run again`;
    return { ok: false, problem: { code: 'conflict', detail } };
  }
  const plan = planRerun(turns.log.all(), { from, at, resetItems }, pastOf(turns));
  if (!plan.ok) {
    return { ok: false, problem: { code: plan.code, detail: plan.detail } };
  }
  const values = objectFrom(plan.values.map((id) => [movedId(id), turns.values.get(id)] as const));
  const { workflow, definition: hash, startAt, tags, limits } = row;
  const start = {
    ...{ workflow, version, hash, startAt, tags, ...limits },
    ...{ definition: turns.values.text('definition'), closure: turns.values.text('closure') },
    input: JSON.stringify(deref(turns.state, row.input)),
  };
  return { ok: true, body: JSON.stringify({ takeover: plan.takeover, values, start }), seq: row.seq };
}

/** Of an execution that is a rerun itself: what it knows of the tasks it has not run but taken over. */
function pastOf({ values }: Turns): Past | undefined {
  return values.has('takeover') ? (values.get('takeover') as unknown as { readonly past?: Past }).past : undefined;
}

/** Stores what was handed over: values under their new ids, the takeover itself under one of its own. */
export function takeIn(turns: Turns, text: string): ValueRef {
  const { takeover, values } = JSON.parse(text) as { takeover: Json; values: JsonObject };
  for (const [id, value] of Object.entries(values)) {
    turns.values.put(id, value);
  }
  turns.values.put('takeover', takeover);
  return { id: 'takeover' };
}
