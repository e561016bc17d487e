import type { Reply, RerunCommand, StartCommand } from '../../src/host/directory.ts';
import { type TableName, taskOf } from '../../src/projection/rows.ts';
import type { Json } from '../../src/value/json.ts';
import { Actor, type ActorOptions, bodyOf } from './actor.ts';

export interface Again extends Partial<RerunCommand> {
  readonly vars?: Json;
}

export const handOver = (origin: Actor, { from = null, at = null, resetItems = false }: Again): Promise<Reply> =>
  origin.execution.takeover({ from, at, resetItems });

/** A new execution that takes over what an ended one has done. */
export async function again(
  origin: Actor,
  yaml: string,
  request: Again = {},
  options: ActorOptions = {},
): Promise<Actor> {
  const handed = bodyOf<{ takeover: Json; values: Json; start: StartCommand }>(await handOver(origin, request));
  const { takeover, values, start } = handed;
  const actor = new Actor(yaml, options);
  const rerun = { takeover: JSON.stringify({ takeover, values }), vars: JSON.stringify(request.vars ?? {}) };
  bodyOf(await actor.execution.start({ ...start, id: actor.id, rerun }));
  await actor.settle();
  return actor;
}

/** Keys of the rows of one kind, in order. */
export function keysOf(actor: Actor, kind: TableName): readonly string[] {
  return actor.sql.exec('SELECT key FROM state WHERE kind = ? ORDER BY key', kind).map(({ key }) => String(key));
}

/** How often each task has run: the instances there are. */
export function runsOf(actor: Actor): Readonly<Record<string, number>> {
  const runs: Record<string, number> = {};
  for (const key of keysOf(actor, 'task')) {
    const task = taskOf(key);
    runs[task] = (runs[task] ?? 0) + 1;
  }
  return runs;
}

/** Every row of every table, as text. */
export function bytesOf(actor: Actor): string {
  const tables = actor.sql.exec("SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name");
  const rows = tables.map(({ name }) => [name, actor.sql.exec(`SELECT * FROM "${name}" ORDER BY 1`)]);
  return JSON.stringify(rows);
}
