/**
 * Keeps what was used lately: entries live in two generations, and when the younger is full the older is dropped.
 * Cheaper than an exact order of use, and as good for texts that are used again and again.
 */
export class Cache<T> {
  readonly #capacity: number;
  #young = new Map<string, T>();
  #old = new Map<string, T>();

  constructor(capacity: number) {
    this.#capacity = capacity;
  }

  get(key: string): T | undefined {
    let value = this.#young.get(key);
    if (value === undefined) {
      value = this.#old.get(key);
      if (value !== undefined) {
        this.set(key, value);
      }
    }
    return value;
  }

  set(key: string, value: T): void {
    if (this.#young.size >= this.#capacity) {
      this.#old = this.#young;
      this.#young = new Map();
    }
    this.#young.set(key, value);
  }
}
