/**
 * A job that is done one at a time: whoever asks for it while it is under way has it done once more. It must throw only
 * when its database has gone with its object; what it owes stands in rows, and the alarm comes back to them.
 */
export class OneAtATime {
  /** Returns whether there is more to do. */
  readonly #job: () => Promise<boolean>;
  #busy = false;
  #again = false;

  constructor(job: () => Promise<boolean>) {
    this.#job = job;
  }

  /** Never throws, never waits. */
  ask(): void {
    this.#again = true;
    if (!this.#busy) {
      this.#busy = true;
      this.#run().catch(() => undefined);
    }
  }

  async #run(): Promise<void> {
    try {
      while (this.#again) {
        this.#again = false;
        const more = await this.#job();
        this.#again ||= more;
      }
    } finally {
      // At once, not a moment later: whoever asks in between would not be heard.
      this.#busy = false;
    }
  }
}
