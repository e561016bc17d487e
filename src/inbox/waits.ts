import type { ValueRef } from '../value/value-ref.ts';
import type { Desk } from './desk.ts';
import { type InquiryStatus, type Waiter, waiterKey } from './rows.ts';

/** A question is asked: the registry is told, so that lists show it. */
export function openInquiry(desk: Desk, waiter: Waiter, question: ValueRef, expiresAt: number | null): void {
  const inquiry = waiterKey(waiter);
  desk.change({ type: 'inquiry.opened', inquiry, question, expiresAt });
  desk.effect({ type: 'inquiry', inquiry });
}

export function closeInquiry(
  desk: Desk,
  inquiry: string,
  status: Exclude<InquiryStatus, 'open'>,
  response: ValueRef | null = null,
  by: string | null = null,
): void {
  desk.change({ type: 'inquiry.closed', inquiry, status, response, by });
  desk.effect({ type: 'inquiry', inquiry });
}

/**
 * Nobody waits any more: an instance, or one item of it, is over or makes another attempt.
 * @param status what becomes of a question that is still open
 */
export function closeWaits(desk: Desk, instance: string, item: number | null, status: 'expired' | 'canceled'): void {
  const prefix = item === null ? `${instance}|` : `${instance}|${item}|`;
  for (const [wait, { listener }] of [...desk.state.scan('wait', prefix)]) {
    desk.change({ type: 'wait.closed', wait, listener });
  }
  for (const [inquiry, row] of [...desk.state.scan('inquiry', prefix)]) {
    if (row.status === 'open') {
      closeInquiry(desk, inquiry, status);
    }
  }
}

/** The caller is answered, if it has not been already. */
export function respond(desk: Desk, { instance, item }: Waiter, answer: ValueRef): void {
  const first = desk.state.get('response', '');
  desk.change(
    first === undefined
      ? { type: 'response.recorded', instance, item, answer }
      : { type: 'response.ignored', first: first.instance },
  );
}
