import { deliver, takeBuffered, type Waiting } from '../inbox/signals.ts';
import { EvaluationFailure } from '../problem/evaluation-failure.ts';
import { itemKey, type ValueRef } from '../projection/rows.ts';
import type { Json } from '../value/json.ts';
import { holdsFor } from './call.ts';
import type { Address, Cause } from './cause.ts';
import { placeOf } from './dispatching.ts';
import { placeOfItem } from './items.ts';
import { definitionOf, taskRow } from './task-end.ts';
import type { Turn } from './turn.ts';

/** A task begins to wait for a signal. @returns the payload of a buffered one that it takes */
export function awaitSignal(turn: Turn, cause: Extract<Cause, { type: 'signal.awaited' }>): ValueRef | null {
  const { signal, instance, item, attempt } = cause;
  return takeBuffered(turn, signal, { instance, item, attempt }, waitingOf(turn));
}

/** @returns the attempt that takes the signal, or null when none does */
export function receiveSignal(turn: Turn, cause: Extract<Cause, { type: 'signal.received' }>): Address | null {
  const done = deliver(turn, cause, waitingOf(turn));
  if (done === 'full') {
    turn.change({ type: 'cause.ignored', reason: 'nobody takes the signal, and the buffer is full' });
  }
  return typeof done === 'string' ? null : done.taker;
}

function waitingOf(turn: Turn): Waiting {
  return {
    read: (ref) => turn.read(ref),
    inputOf({ instance, item }) {
      const row = item === null ? taskRow(turn, instance) : turn.state.get('item', itemKey(instance, item));
      return row?.input == null ? null : turn.read(row.input);
    },
    filter(waiter, payload) {
      try {
        return laterHolds(turn, waiter, payload, true) ? null : 'the filter is false';
      } catch (thrown) {
        // What comes from outside cannot end an execution: a filter that fails refuses it.
        if (thrown instanceof EvaluationFailure) {
          return `the filter failed: ${thrown.message}`;
        }
        throw thrown;
      }
    },
  };
}

/** Whether the condition that an attempt keeps for later holds for what has come. @throws EvaluationFailure */
export function laterHolds(turn: Turn, { instance, item }: Address, came: Json, otherwise: boolean): boolean {
  const row = taskRow(turn, instance);
  return holdsFor(turn, definitionOf(turn, row), attemptPlace(turn, instance, item), came, otherwise);
}

/** Where the expressions of an attempt's call were evaluated. */
export function attemptPlace(turn: Turn, instance: string, item: number | null) {
  const row = taskRow(turn, instance);
  return item === null ? placeOf(turn, instance, row) : placeOfItem(turn, instance, row, definitionOf(turn, row), item);
}
