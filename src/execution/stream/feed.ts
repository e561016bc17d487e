import type { EventLog } from '../event-log.ts';

/** One event as followers get it: its number, and its JSON text as the history shows it. */
export interface FedEvent {
  readonly seq: number;
  readonly text: string;
}

/** Events read at once; what follows is read when these are gone. */
const PAGE = 100;

/**
 * The log as those who follow it read it: page by page after their own cursor, so that nothing is left out and
 * nothing told twice, whoever died in between. The newest page is kept, because all of them want it at once.
 */
export class Feed {
  readonly #log: EventLog;
  readonly #waiting = new Set<() => void>();
  #page: { readonly after: number; readonly events: readonly FedEvent[] } | undefined;

  constructor(log: EventLog) {
    this.#log = log;
  }

  /** The next events after one; none when there are no more yet. */
  after(seq: number): readonly FedEvent[] {
    if (this.#page?.after !== seq) {
      this.#page = { after: seq, events: this.#log.texts(seq, PAGE) };
    }
    return this.#page.events;
  }

  /** Something was appended: whoever waits looks again. */
  changed(): void {
    this.#page = undefined;
    const waiting = [...this.#waiting];
    this.#waiting.clear();
    for (const look of waiting) {
      look();
    }
  }

  /** Resolves with the next change, or after some milliseconds without one. */
  next(milliseconds: number): Promise<void> {
    return new Promise((resolve) => {
      const look = () => {
        clearTimeout(timer);
        this.#waiting.delete(look);
        resolve();
      };
      const timer = setTimeout(look, milliseconds);
      this.#waiting.add(look);
    });
  }
}
