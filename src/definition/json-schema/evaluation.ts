import type { Json } from '../../value/json.ts';
import type { Fault } from './assertions.ts';

export type Steps = readonly (string | number)[];

/** One way in which a value does not fit its schema. */
export interface Mismatch extends Fault {
  readonly path: Steps;
}

/** Nobody reads more about one value. */
const MOST = 1000;

/** What comes of comparing one value with one schema. */
export class Evaluation {
  readonly mismatches: Mismatch[] = [];
  /** What the keywords have looked at; `unevaluated…` applies to the rest. */
  readonly properties = new Set<string>();
  readonly items = new Set<number>();

  get fits(): boolean {
    return this.mismatches.length === 0;
  }

  add(mismatch: Mismatch): void {
    if (this.mismatches.length < MOST) {
      this.mismatches.push(mismatch);
    }
  }

  addAll(faults: Iterable<Fault>, path: Steps): void {
    for (const fault of faults) {
      this.add({ ...fault, path });
    }
  }

  /** Takes over what was found about a part of the value. */
  include(part: Evaluation): void {
    for (const mismatch of part.mismatches) {
      this.add(mismatch);
    }
  }

  /** Takes over what another schema says about the same value. */
  merge(other: Evaluation): void {
    this.include(other);
    this.see(other);
  }

  /** Takes over only what the other has looked at. */
  see(other: Evaluation): void {
    for (const name of other.properties) {
      this.properties.add(name);
    }
    for (const index of other.items) {
      this.items.add(index);
    }
  }
}

/** Compares a value with a schema; handed to the keywords that look at parts. */
export type Check = (schema: Json | undefined, value: Json, path: Steps) => Evaluation;

export function listOf(value: Json | undefined): readonly Json[] {
  return Array.isArray(value) ? value : [];
}
