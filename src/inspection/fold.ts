import { apply, applyEvent } from '../projection/apply.ts';
import type { Change } from '../projection/change.ts';
import type { StateWriter } from '../projection/state.ts';

/** What a fold needs of an event. */
export interface FoldedEvent {
  readonly seq: number;
  /** Milliseconds. */
  readonly at: number;
  readonly changes: readonly Change[];
}

/** Writes what an event has changed into a state. Live views, the past, exports and replays all come from this. */
export function foldEvent(state: StateWriter, { seq, at, changes }: FoldedEvent): void {
  for (const change of changes) {
    apply(state, change, at);
  }
  applyEvent(state, seq, at);
}
