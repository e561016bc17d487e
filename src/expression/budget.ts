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

/** The meter of the evaluation under way. An evaluation never waits, so there is one at a time. */
export let meter = new Meter();

/** Does some work on a meter; what goes on around it goes on with its own. */
export function metered<T>(own: Meter, work: () => T): T {
  const outer = meter;
  meter = own;
  try {
    return work();
  } finally {
    meter = outer;
  }
}

/** One operation at a place of the text. */
export function step(at: number): void {
  meter.at = at;
  charge(1);
}

/** Work inside an operation. */
export function charge(steps: number): void {
  meter.steps -= steps;
  if (meter.steps < 0) {
    exhausted(`more than ${meter.budget.steps} steps`);
  }
}

/** So many bytes, roughly, are about to be taken. */
export function allocate(bytes: number): void {
  meter.memory -= bytes;
  if (meter.memory < 0) {
    exhausted(`more than ${Math.floor(meter.budget.memory / MIB)} MiB of values`);
  }
}

/** A collection of so many items is about to be built. */
export function chargeItems(count: number): void {
  if (count > meter.budget.items) {
    exhausted(`a collection of more than ${meter.budget.items} items`);
  }
  allocate(count * BYTES_PER_ITEM);
}

/** A string of so many units is about to be built. */
export function chargeText(units: number): void {
  if (units > meter.budget.stringSize) {
    exhausted(`a string of more than ${meter.budget.stringSize} characters`);
  }
  allocate(units);
  charge(Math.floor(units / UNITS_PER_STEP));
}

/** Accounts for a string that was built. */
export function counted(text: string): string {
  chargeText(text.length);
  return text;
}

/** Accounts for reading through a string. */
export function chargeReading(text: string): void {
  charge(Math.floor(text.length / UNITS_PER_STEP));
}

/** Does some work levels deeper in data or calls. */
export function deeper<T>(work: () => T, levels = 1): T {
  meter.depth += levels;
  if (meter.depth > meter.budget.depth) {
    exhausted(`nesting deeper than ${meter.budget.depth}`);
  }
  try {
    return work();
  } finally {
    meter.depth -= levels;
  }
}

function exhausted(what: string): never {
  fail('budget_exceeded', `the expression needs ${what}, which is not allowed`);
}
