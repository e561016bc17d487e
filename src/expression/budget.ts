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

/** What an evaluation has left. Several evaluations may share one. */
export class Meter {
  readonly budget: Budget;
  /** Offset of the operation under way, for the place of an error. */
  at = 0;
  depth = 0;
  steps: number;
  memory: number;

  constructor(budget: Budget = DEFAULT_BUDGET) {
    this.budget = budget;
    this.steps = budget.steps;
    this.memory = budget.memory;
  }
}
