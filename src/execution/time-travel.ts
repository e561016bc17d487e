import { apply, applyEvent } from '../conductor/apply.ts';
import { MemoryState } from './memory-state.ts';
import type { Turns } from './turns.ts';

const PAGE = 500;

/** A state in memory whose values are those of the execution. */
class PastState extends MemoryState {
  readonly #turns: Turns;

  constructor(turns: Turns) {
    super();
    this.#turns = turns;
  }

  override value(id: string) {
    return this.#turns.values.get(id);
  }
}

/** The state as it was after an event, folded from the log; undefined for an event that has not been. */
export function stateAt(turns: Turns, seq: number): PastState | undefined {
  const state = new PastState(turns);
  let at = 0;
  while (at < seq) {
    const events = turns.log.read(at, Math.min(PAGE, seq - at));
    for (const event of events) {
      for (const change of event.changes) {
        apply(state, change, event.at);
      }
      applyEvent(state, event.seq, event.at);
      at = event.seq;
    }
    if (events.length === 0) {
      return undefined;
    }
  }
  return state;
}
