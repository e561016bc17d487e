import type { ExecutionPort } from '../../host/directory.ts';
import { type Checkpoint, restore } from '../../inspection/checkpoint.ts';
import { LateContents } from '../../inspection/contents.ts';
import { foldEvent } from '../../inspection/fold.ts';
import { MemoryState } from '../../inspection/memory-state.ts';
import { programOf } from '../../inspection/program-cache.ts';
import { describeState } from '../../inspection/state-view.ts';
import { refuse } from '../../problem/problem.ts';
import type { Change } from '../../projection/change.ts';
import type { Json, JsonObject } from '../../value/json.ts';
import { requireOk } from './reply.ts';

/** Events fetched at once. */
const PAGE = 500;

interface Past {
  readonly checkpoint: Checkpoint;
  readonly hash: string | null;
  readonly definition: string;
  readonly closure: string;
}

interface Page {
  readonly data: readonly { readonly seq: number; readonly at: string; readonly changes: readonly Change[] }[];
}

/**
 * The state of an execution as it was after an event, folded here and not in its object, which goes on undisturbed:
 * it hands out one checkpoint, the events after it, and the contents that the state shows.
 * @throws ProblemError `not_found` for an execution or an event that is not there
 */
export async function pastState(execution: ExecutionPort, at: number): Promise<Json> {
  const { checkpoint, hash, definition, closure } = JSON.parse(requireOk(await execution.past(at)).body) as Past;
  const state = new MemoryState();
  restore(checkpoint, state);
  for (let seq = checkpoint.seq; seq < at; ) {
    const { body } = requireOk(await execution.history(seq, Math.min(PAGE, at - seq), []));
    const { data } = JSON.parse(body) as Page;
    for (const event of data) {
      foldEvent(state, { ...event, at: Date.parse(event.at) });
    }
    seq = data.at(-1)?.seq ?? at;
  }
  const row = state.get('execution', '') ?? refuse('not_found', 'the execution has no such event');
  const program = programOf(hash, closure, () => definition);
  const first = new LateContents();
  const shown = describeState(row, { program, state, content: first.content });
  if (first.missing.length === 0) {
    return shown;
  }
  const contents = JSON.parse(requireOk(await execution.contents(first.missing)).body) as JsonObject;
  return describeState(row, { program, state, content: new LateContents(contents).content });
}
