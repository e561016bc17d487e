import type { Plan } from '../graph/join-plan.ts';
import { ValueTooLarge } from '../problem/value-too-large.ts';
import { apply, applyEvent } from '../projection/apply.ts';
import type { Change } from '../projection/change.ts';
import type { ExecutionRow, ValueRef } from '../projection/rows.ts';
import { deref, Overlay, type StateReader } from '../projection/state.ts';
import type { Json } from '../value/json.ts';
import { LIMITS } from '../value/limits.ts';
import type { Activation } from './activation.ts';
import type { Cause } from './cause.ts';
import type { Effect } from './effect.ts';
import type { Program } from './program.ts';

export interface StoredValue {
  readonly id: string;
  readonly value: Json;
}

/**
 * One turn of the conductor: a cause taken in over a state, with the changes, effects and new values it has led
 * to so far. Every change is applied at once to an overlay, so what follows sees it.
 */
export class Turn {
  readonly program: Program;
  readonly cause: Cause;
  readonly seq: number;
  /** The time of the event: never before the event that went before. */
  readonly at: number;
  readonly state: Overlay;
  readonly changes: Change[] = [];
  readonly effects: Effect[] = [];
  readonly values: StoredValue[] = [];
  /** Arrivals of the completion being taken in: whatever it sends into one join is one arrival; null: one too late. */
  readonly arrivals = new Map<string, string | null>();
  /** Groups that lost a token: their joins may have become complete, or their state superfluous. */
  readonly touchedGroups = new Set<string>();
  /** Activations with an arrival of this turn. */
  readonly openJoins = new Map<string, Activation>();
  /** Live instances are to be canceled: all of them, or those that no call is out for. */
  cancelation: 'all' | 'waiting' | null = null;
  readonly #refs = new Map<object, ValueRef>();
  #plan: Plan | undefined;

  constructor(program: Program, base: StateReader, cause: Cause) {
    this.program = program;
    this.cause = cause;
    this.state = new Overlay(base);
    const last = base.get('execution', '');
    this.seq = (last?.seq ?? 0) + 1;
    this.at = Math.max(cause.at, last?.at ?? 0);
  }

  get execution(): ExecutionRow {
    const row = this.state.get('execution', '');
    if (row === undefined) {
      throw new Error('the execution has not started');
    }
    return row;
  }

  get plan(): Plan {
    this.#plan ??= this.program.planFor(this.execution.startAt);
    return this.#plan;
  }

  change(change: Change): void {
    this.changes.push(change);
    apply(this.state, change, this.at);
  }

  effect(effect: Effect): void {
    this.effects.push(effect);
  }

  /** Closes the turn: from now on the event counts as taken in. */
  finish(): void {
    applyEvent(this.state, this.seq, this.at);
  }

  read(ref: ValueRef): Json {
    const value = deref(this.state, ref);
    this.#remember(value, ref);
    return value;
  }

  #remember(value: Json, ref: ValueRef): void {
    if (typeof value === 'object' && value !== null) {
      this.#refs.set(value, ref);
    }
  }

  /** A reference to a value: the one it came from, or a new one. */
  store(value: Json): ValueRef {
    if (typeof value === 'object' && value !== null) {
      const known = this.#refs.get(value);
      if (known !== undefined) {
        return known;
      }
    } else if (typeof value !== 'string' || value.length <= LIMITS.inlineBytes) {
      return { inline: value };
    }
    const text = JSON.stringify(value);
    if (text.length > LIMITS.valueBytes) {
      throw new ValueTooLarge(text.length);
    }
    const ref: ValueRef = text.length <= LIMITS.inlineBytes ? { inline: value } : this.#storeLarge(value);
    this.#remember(value, ref);
    return ref;
  }

  #storeLarge(value: Json): ValueRef {
    const id = `${this.seq}.${this.values.length}`;
    this.values.push({ id, value });
    this.state.addValue(id, value);
    return { id };
  }
}
