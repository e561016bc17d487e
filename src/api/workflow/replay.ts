import { createProgram, type Program } from '../../conductor/program.ts';
import type { Definition } from '../../definition/definition.ts';
import type { ExecutionPort } from '../../host/directory.ts';
import { contentKey } from '../../inspection/contents.ts';
import { type Divergence, type RecordedEvent, Replay, valueIdsOf } from '../../inspection/replay.ts';
import { mapBounded } from '../../pack/bounded.ts';
import { closureOf } from '../../pack/closure.ts';
import type { Database } from '../../registry/database.ts';
import { listExecutions } from '../../registry/execution-read.ts';
import type { ExecutionIndexRow, IndexedStatus } from '../../registry/execution-row.ts';
import type { Json } from '../../value/json.ts';
import type { ApiEnv } from '../api-env.ts';
import { requireOk } from '../execution/reply.ts';

/** Events of one execution that are compared at the most, and how many are fetched at once. */
const EVENTS = 10_000;
const PAGE = 200;
const AT_ONCE = 2;

/** How an execution would go under another definition. */
export interface ReplayResult {
  readonly execution: string;
  readonly version: number;
  readonly status: IndexedStatus;
  /** Events compared; all of them unless `complete` is false. */
  readonly compared: number;
  readonly complete: boolean;
  readonly divergence: Divergence | null;
}

/** Replays the last executions of a workflow against a definition, newest first. */
export async function replayLast(
  { env, db }: { readonly env: ApiEnv; readonly db: Database },
  definition: Definition,
  last: number,
): Promise<readonly ReplayResult[]> {
  const program = createProgram(definition, await closureOf(db, definition));
  const { items } = await listExecutions(db, { workflow: definition.ref }, { limit: last });
  const results = await mapBounded(items, AT_ONCE, (row) => replay(env.directory.execution(row.id), row, program));
  return results.filter((result) => result !== undefined);
}

/** Undefined for an execution that is not there any more. */
async function replay(
  execution: ExecutionPort,
  { id, version, status }: ExecutionIndexRow,
  program: Program,
): Promise<ReplayResult | undefined> {
  const run = new Replay(program);
  let compared = 0;
  for await (const page of pagesOf(execution)) {
    const contents = await contentsOf(execution, page);
    for (const event of page) {
      const divergence = run.step(event, contents);
      compared += 1;
      if (divergence !== undefined) {
        return { execution: id, version, status, compared, complete: true, divergence };
      }
    }
    if (compared >= EVENTS) {
      return { execution: id, version, status, compared, complete: false, divergence: null };
    }
  }
  return compared === 0 ? undefined : { execution: id, version, status, compared, complete: true, divergence: null };
}

async function* pagesOf(execution: ExecutionPort): AsyncGenerator<readonly RecordedEvent[]> {
  for (let after: number | null = 0; after !== null; ) {
    const reply = await execution.history(after, PAGE, []);
    if (!reply.ok) {
      return;
    }
    type Page = { data: (Omit<RecordedEvent, 'at'> & { readonly at: string })[]; next: number | null };
    const { data, next } = JSON.parse(reply.body) as Page;
    yield data.map((event) => ({ ...event, at: Date.parse(event.at) }));
    after = next;
  }
}

async function contentsOf(
  execution: ExecutionPort,
  events: readonly RecordedEvent[],
): Promise<ReadonlyMap<string, Json>> {
  const ids = [...new Set(events.flatMap(valueIdsOf))];
  if (ids.length === 0) {
    return new Map();
  }
  const keys = ids.map((id) => contentKey({ id }));
  const found = JSON.parse(requireOk(await execution.contents(keys)).body) as Record<string, Json>;
  return new Map(ids.flatMap((id, i) => [[id, found[keys[i] ?? ''] ?? null] as const]));
}
