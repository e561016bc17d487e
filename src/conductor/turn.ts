import type { Plan } from '../graph/join-plan.ts';
import { ValueTooLarge } from '../problem/value-too-large.ts';
import type { Json } from '../value/json.ts';
import { LIMITS } from '../value/limits.ts';
import type { Activation } from './activation.ts';
import { apply, applyEvent } from './apply.ts';
import type { Cause } from './cause.ts';
import type { Change } from './change.ts';
import type { Effect } from './effect.ts';
import type { Program } from './program.ts';
import type { ExecutionRow, ValueRef } from './rows.ts';
import { deref, Overlay, type StateReader } from './state.ts';

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
  readonly state: Overlay;
  readonly changes: Change[] = [];
  readonly effects: Effect[] = [];
  readonly values: StoredValue[] = [];
  /** Arrivals of the completion being taken in: whatever it sends into one join is one arrival. */
  readonly arrivals = new Map<string, string>();
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
    this.seq = (base.get('execution', '')?.seq ?? 0) + 1;
  }

  get execution(): ExecutionRow {
    const row = this.state.get('execution', '');
    if (row === undefined) {
      throw new Error('the execution has not started');
    }
    return row;
  }

  /** The time of the event: never before the event that went before. */
  get at(): number {
    return Math.max(this.cause.at, this.state.get('execution', '')?.at ?? 0);
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
    if (typeof value === 'object' && value !== null) {
      this.#refs.set(value, ref);
    }
    return value;
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
    if (typeof value === 'object' && value !== null) {
      this.#refs.set(value, ref);
    }
    return ref;
  }

  #storeLarge(value: Json): ValueRef {
    const id = `${this.seq}.${this.values.length}`;
    this.values.push({ id, value });
    this.state.addValue(id, value);
    return { id };
  }
}
