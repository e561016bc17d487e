import { fail } from './error.ts';

/** What one evaluation may use. */
export interface Budget {
  /** Operations, calls and passes of loops. */
  readonly steps: number;
  /** Items of one collection. */
  readonly items: number;
  /** UTF-16 units of one string. */
  readonly stringSize: number;
  /** Bytes, roughly, of everything built on the way. */
  readonly memory: number;
  /** Nesting of syntax, data and calls. */
  readonly depth: number;
}

const MIB = 1024 * 1024;

export const DEFAULT_BUDGET: Budget = {
  steps: 200_000,
  items: 100_000,
  stringSize: 4 * MIB,
  memory: 16 * MIB,
  depth: 100,
};

const BYTES_PER_ITEM = 16;
const UNITS_PER_STEP = 64;

/** Counts what an evaluation uses and stops it when its budget is spent. */
export class Meter {
  readonly budget: Budget;
  /** Offset of the operation under way, for the place of an error. */
  at = 0;
  #steps: number;
  #memory: number;
  #depth = 0;

  constructor(budget: Budget = DEFAULT_BUDGET) {
    this.budget = budget;
    this.#steps = budget.steps;
    this.#memory = budget.memory;
  }

  /** One operation at a place of the text. */
  step(at: number): void {
    this.at = at;
    this.charge(1);
  }

  /** Work inside an operation. */
  charge(steps: number): void {
    this.#steps -= steps;
    if (this.#steps < 0) {
      exhausted(`more than ${this.budget.steps} steps`);
    }
  }

  /** A collection of so many items is about to be built. */
  items(count: number): void {
    if (count > this.budget.items) {
      exhausted(`a collection of more than ${this.budget.items} items`);
    }
    this.allocate(count * BYTES_PER_ITEM);
  }

  /** A string of so many units is about to be built. */
  reserve(units: number): void {
    if (units > this.budget.stringSize) {
      exhausted(`a string of more than ${this.budget.stringSize} characters`);
    }
    this.allocate(units);
    this.charge(Math.floor(units / UNITS_PER_STEP));
  }

  /** Accounts for a string that was built. */
  text(value: string): string {
    this.reserve(value.length);
    return value;
  }

  /** Accounts for reading through a string. */
  read(value: string): void {
    this.charge(Math.floor(value.length / UNITS_PER_STEP));
  }

  /** Goes one level deeper into data or calls; `leave` must follow. */
  enter(levels = 1): void {
    this.#depth += levels;
    if (this.#depth > this.budget.depth) {
      exhausted(`nesting deeper than ${this.budget.depth}`);
    }
  }

  leave(levels = 1): void {
    this.#depth -= levels;
  }

  /** So many bytes, roughly, are about to be taken. */
  allocate(bytes: number): void {
    this.#memory -= bytes;
    if (this.#memory < 0) {
      exhausted(`more than ${Math.floor(this.budget.memory / MIB)} MiB of values`);
    }
  }
}

function exhausted(what: string): never {
  fail('budget_exceeded', `the expression needs ${what}, which is not allowed`);
}
