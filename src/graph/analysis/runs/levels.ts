/**
 * Entries waiting by a small number, least first. What is at or above the bound is left out: nobody asks for it.
 */
export class Levels<T> {
  readonly #levels: T[][];

  constructor(bound: number) {
    this.#levels = Array.from({ length: bound }, () => []);
  }

  add(level: number, entry: T): void {
    this.#levels[level]?.push(entry);
  }

  /** Entries with their levels, in order. More may be added meanwhile, but none below the last one seen. */
  *[Symbol.iterator](): Generator<readonly [number, T]> {
    for (const [level, entries] of this.#levels.entries()) {
      for (let entry = entries.pop(); entry !== undefined; entry = entries.pop()) {
        yield [level, entry];
      }
    }
  }
}
