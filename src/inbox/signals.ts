import { checkValue } from '../definition/check.ts';
import { isObject, type Json, own } from '../value/json.ts';
import { LIMITS } from '../value/limits.ts';
import type { ValueRef } from '../value/value-ref.ts';
import type { PassedOver } from './change.ts';
import type { Desk } from './desk.ts';
import { queueKey, type Waiter } from './rows.ts';

/** What is known of those who wait. */
export interface Waiting {
  read(ref: ValueRef): Json;
  /** What the call of a waiter went out with. */
  inputOf(waiter: Waiter): Json;
  /** Why the filter of a waiter does not let a payload through; null: it does, or there is none. */
  filter(waiter: Waiter, payload: Json): string | null;
}

export interface Signal {
  readonly signal: string;
  readonly payload: ValueRef;
  /** Characters of its JSON text. */
  readonly size: number;
}

/** Reasons that are kept of a signal that fitted nobody. */
const PASSED = 5;

/**
 * A waiter begins: the oldest buffered signal that fits it is taken, otherwise it joins the queue.
 * @returns the payload, or null when it has to wait
 */
export function takeBuffered(desk: Desk, signal: string, waiter: Waiter, waiting: Waiting): ValueRef | null {
  for (const [key, { payload }] of desk.state.scan('signal', `${signal}|`)) {
    if (refusal(waiting, waiter, payload) === null) {
      desk.change({ type: 'signal.taken', signal, buffered: key, ...waiter });
      return payload;
    }
  }
  desk.change({ type: 'wait.opened', signal, listener: queueKey(signal, desk.seq), ...waiter });
  return null;
}

/** What became of a signal. */
export type Delivery = { readonly taker: Waiter } | 'buffered' | 'full';

/** A signal comes: the waiter that has waited longest takes it, if it fits; when it fits nobody it is kept. */
export function deliver(desk: Desk, { signal, payload, size }: Signal, waiting: Waiting): Delivery {
  const passed: PassedOver[] = [];
  for (const [, { instance, item, attempt }] of desk.state.scan('listener', `${signal}|`)) {
    const taker = { instance, item, attempt };
    const reason = refusal(waiting, taker, payload);
    if (reason === null) {
      desk.change({ type: 'signal.taken', signal, buffered: null, ...taker });
      return { taker };
    }
    if (passed.length < PASSED) {
      passed.push({ ...taker, reason });
    }
  }
  if (!hasRoom(desk.state, size)) {
    return 'full';
  }
  desk.change({ type: 'signal.buffered', key: queueKey(signal, desk.seq), payload, size, passed });
  return 'buffered';
}

/** Why a waiter does not take a payload; null: it does. */
function refusal({ read, inputOf, filter }: Waiting, waiter: Waiter, ref: ValueRef): string | null {
  const payload = read(ref);
  const input = inputOf(waiter);
  const schema = isObject(input) ? own(input, 'schema') : undefined;
  const [mismatch] = schema === undefined ? [] : checkValue(schema, payload);
  return mismatch === undefined ? filter(waiter, payload) : `${mismatch.path} ${mismatch.message}`.trim();
}

/** Whether the buffer takes a signal of a size. It holds few, so all of them may be looked at. */
export function hasRoom(state: Pick<Desk['state'], 'scan'>, size: number): boolean {
  let count = 1;
  let total = size;
  for (const [, row] of state.scan('signal', '')) {
    count += 1;
    total += row.size;
  }
  return count <= LIMITS.signals && total <= LIMITS.signalsTotal;
}
