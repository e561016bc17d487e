import type { Meter } from './budget.ts';
import type { Locals } from './core/locals.ts';
import type { Value } from './core/value.ts';
import { exceeded } from './error.ts';
import type { Scope } from './scope.ts';

/** A part of an expression, compiled: it runs in the evaluation under way. */
export type Evaluate = () => Value;

/**
 * How values look inside text: as Python writes them (`True`, `None`), as JSON does, or as YAQL's `str` writes them,
 * which is as Python but with tuples for lists.
 */
export type TextStyle = 'python' | 'json' | 'tuples';

/** An evaluation: what it sees, how it writes, what it has left and the names that are bound where it stands. */
export interface Run {
  readonly scope: Scope;
  readonly meter: Meter;
  style: TextStyle;
  locals: Locals;
}

/** The evaluation under way. Evaluations never wait, so there is one at a time. */
export let run: Run;

/** Puts an evaluation in the place of the one under way, which is given back: it must be put there again. */
export function exchangeRun(next: Run): Run {
  const outer = run;
  run = next;
  return outer;
}

/** Does some work where other names are bound. */
export function withLocals<T>(own: Locals, work: () => T): T {
  const { locals } = run;
  run.locals = own;
  try {
    return work();
  } finally {
    run.locals = locals;
  }
}

const BYTES_PER_ITEM = 16;
const UNITS_PER_STEP = 64;

/** One operation at a place of the text. */
export function step(at: number): void {
  const { meter } = run;
  meter.at = at;
  if (--meter.steps < 0) {
    exceeded(meter.budget.steps, 'steps');
  }
}

/** Work inside an operation. */
export function charge(steps: number): void {
  const { meter } = run;
  meter.steps -= steps;
  if (meter.steps < 0) {
    exceeded(meter.budget.steps, 'steps');
  }
}

/** So many bytes, roughly, are about to be taken. */
export function allocate(bytes: number): void {
  const { meter } = run;
  meter.memory -= bytes;
  if (meter.memory < 0) {
    exceeded(meter.budget.memory, 'bytes of values');
  }
}

/** A collection of so many items is about to be built. */
export function chargeItems(count: number): void {
  const { items } = run.meter.budget;
  if (count > items) {
    exceeded(items, 'items of a collection');
  }
  allocate(count * BYTES_PER_ITEM);
}

/** A string of so many units is about to be built. */
export function chargeText(units: number): void {
  const { stringSize } = run.meter.budget;
  if (units > stringSize) {
    exceeded(stringSize, 'characters of a string');
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
  const { meter } = run;
  meter.depth += levels;
  if (meter.depth > meter.budget.depth) {
    exceeded(meter.budget.depth, 'levels of nesting');
  }
  try {
    return work();
  } finally {
    meter.depth -= levels;
  }
}
