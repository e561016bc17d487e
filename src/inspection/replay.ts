import type { Cause } from '../conductor/cause.ts';
import { type Decision, decide } from '../conductor/decide.ts';
import type { Program } from '../conductor/program.ts';
import { ensureError } from '../problem/problem.ts';
import type { Change } from '../projection/change.ts';
import { equals, type Json } from '../value/json.ts';
import { type FoldedEvent, foldEvent } from './fold.ts';
import { MemoryState } from './memory-state.ts';

/** A recorded event with the fact it was about. */
export interface RecordedEvent extends FoldedEvent {
  readonly cause: Cause;
}

/** The first event at which a definition decides otherwise than was recorded. */
export interface Divergence {
  readonly seq: number;
  readonly type: string;
  /** The task instance that the event speaks of. */
  readonly instance: string | null;
  /** In plain words. */
  readonly message: string;
  /** The first change that differs; null: there is none. */
  readonly recorded: Json;
  readonly now: Json;
}

/**
 * Runs the conductor again over recorded causes and compares. The state always goes on as it was recorded, so what is
 * found first is the first difference and not what came of it.
 */
export class Replay {
  readonly #program: Program;
  readonly #state = new MemoryState();

  constructor(program: Program) {
    this.#program = program;
  }

  /** Takes in an event. @param contents stored values that the event speaks of, by id */
  step(event: RecordedEvent, contents: ReadonlyMap<string, Json>): Divergence | undefined {
    for (const [id, value] of contents) {
      this.#state.addValue(id, value);
    }
    const found = this.#compare(event, contents);
    foldEvent(this.#state, event);
    return found;
  }

  #compare({ seq, cause, changes }: RecordedEvent, contents: ReadonlyMap<string, Json>): Divergence | undefined {
    const base = { seq, type: cause.type, instance: 'instance' in cause ? cause.instance : null };
    const differs = (message: string, recorded: unknown, now: unknown): Divergence => ({
      ...base,
      ...{ message, recorded: (recorded ?? null) as Json, now: (now ?? null) as Json },
    });
    let decision: Decision;
    try {
      decision = decide(this.#program, this.#state, cause);
    } catch (thrown) {
      return differs(`the event cannot be taken in: ${ensureError(thrown).message}`, changes[0], null);
    }
    const at = firstDifference(changes, decision.changes);
    if (at !== -1) {
      const [was, is] = [changes[at], decision.changes[at]];
      return differs(`${wordsOf(was)} was recorded, ${wordsOf(is)} comes now`, was, is);
    }
    const other = decision.values.find(({ id, value }) => !equals(contents.get(id) ?? null, value));
    return other && differs(`another value comes of it`, contents.get(other.id), other.value);
  }
}

/** Ids of the stored values that an event refers to, in its cause or its changes; data of users may look like one. */
export function valueIdsOf({ cause, changes }: RecordedEvent): readonly string[] {
  const ids = new Set<string>();
  const visit = (value: unknown): void => {
    if (typeof value !== 'object' || value === null) {
      return;
    }
    const { id } = value as { readonly id?: unknown };
    const alone = Object.keys(value).length === 1;
    if (alone && typeof id === 'string') {
      ids.add(id);
    } else if (!(alone && 'inline' in value)) {
      Object.values(value).forEach(visit);
    }
  };
  visit(cause);
  visit(changes);
  return [...ids];
}

function firstDifference(recorded: readonly Change[], now: readonly Change[]): number {
  const length = Math.max(recorded.length, now.length);
  for (let i = 0; i < length; i++) {
    if (!equals((recorded[i] ?? null) as unknown as Json, plain(now[i]))) {
      return i;
    }
  }
  return -1;
}

/** As the log has it: what is undefined is left out. */
function plain(change: Change | undefined): Json {
  return change === undefined ? null : (JSON.parse(JSON.stringify(change)) as Json);
}

function wordsOf(change: Change | undefined): string {
  if (change === undefined) {
    return 'nothing';
  }
  const { type } = change;
  const subject = ['instance', 'to', 'status', 'join', 'timer'].flatMap((key) => {
    const value = (change as unknown as Record<string, unknown>)[key];
    return typeof value === 'string' ? [`${key} ${value}`] : [];
  });
  return subject.length === 0 ? `\`${type}\`` : `\`${type}\` (${subject.join(', ')})`;
}
