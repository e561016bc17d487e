import type { Closure, PinnedAction, PinnedChild } from '../definition/closure.ts';
import type { Definition } from '../definition/definition.ts';
import { type ActionRow, getActions } from '../registry/actions.ts';
import type { Database } from '../registry/database.ts';
import { getPackConfig } from '../registry/packs.ts';
import { getWorkflow } from '../registry/workflow-read.ts';
import { type JsonObject, objectFrom } from '../value/json.ts';
import type { PackAction } from './pack-action.ts';

/**
 * What an execution of a definition is to be pinned to, read from the registry when it starts. Refs that are
 * neither an action nor a workflow are left out: their task fails with `unknown_action`.
 * @param config the configuration of its pack, when it has been read already
 */
export async function closureOf(db: Database, definition: Definition, config?: JsonObject): Promise<Closure> {
  const refs = [...new Set(definition.tasks.flatMap(({ action }) => action ?? []))];
  const foreign = refs.filter((ref) => !ref.startsWith('core.'));
  const [rows, pinnedConfig] = await Promise.all([
    foreign.length === 0 ? [] : getActions(db, foreign),
    config ?? getPackConfig(db, definition.pack),
  ]);
  const actions = rows.flatMap(({ ref, definition: stored }) => {
    const pinned = pin(stored as unknown as PackAction);
    return pinned === null ? [] : [[ref, pinned] as const];
  });
  const known = new Set(rows.map(({ ref }) => ref));
  const children = await Promise.all([
    ...foreign.filter((ref) => !known.has(ref)).map(async (ref) => [ref, await pinWorkflow(db, ref)] as const),
    ...rows.map(async (row) => [row.ref, await pinCalled(db, row)] as const),
  ]);
  return {
    actions: objectFrom(actions),
    children: objectFrom(children.flatMap(([ref, child]) => (child === undefined ? [] : [[ref, child] as const]))),
    config: pinnedConfig,
  };
}

async function pinWorkflow(db: Database, ref: string): Promise<PinnedChild | undefined> {
  const row = await getWorkflow(db, ref);
  return row === undefined || row.status !== 'active' || row.hash === null
    ? undefined
    : { hash: row.hash, version: row.version };
}

/** The workflow that an action starts, if that is what it does. */
async function pinCalled(db: Database, { definition }: ActionRow): Promise<PinnedChild | undefined> {
  const { call } = definition as unknown as PackAction;
  const child = call.kind === 'workflow' ? await pinWorkflow(db, call.ref) : undefined;
  return child && call.kind === 'workflow' ? { workflow: call.ref, ...child } : undefined;
}

function pin({ parameters, call, delivery, timeout }: PackAction): PinnedAction | null {
  if (call.kind !== 'http' && call.kind !== 'webhook') {
    return null;
  }
  const { kind, result = null, ...rest } = { ...call, delivery: delivery ?? undefined };
  const given = Object.entries(rest).flatMap(([key, value]) => (value === undefined ? [] : [[key, value] as const]));
  return { parameters, kind, call: objectFrom(given), result, ...(timeout === null ? {} : { timeout }) };
}
