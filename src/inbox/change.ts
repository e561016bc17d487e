import type { ValueRef } from '../value/value-ref.ts';
import type { InquiryStatus, Waiter } from './rows.ts';

/** A waiter that did not take a signal, and why. */
export interface PassedOver extends Waiter {
  readonly reason: string;
}

/** What the inbox writes. */
export type InboxChange =
  /** It waits for a signal; `listener` is its place in the queue. */
  | ({ readonly type: 'wait.opened'; readonly signal: string; readonly listener: string } & Waiter)
  | { readonly type: 'wait.closed'; readonly wait: string; readonly listener: string }
  /** A waiter takes a signal, from the buffer when `buffered` is its key there. */
  | ({ readonly type: 'signal.taken'; readonly signal: string; readonly buffered: string | null } & Waiter)
  /** Nobody takes it now. `passed`: the first of those who could not. */
  | {
      readonly type: 'signal.buffered';
      readonly key: string;
      readonly payload: ValueRef;
      readonly size: number;
      readonly passed: readonly PassedOver[];
    }
  | {
      readonly type: 'inquiry.opened';
      readonly inquiry: string;
      readonly question: ValueRef;
      readonly expiresAt: number | null;
    }
  | {
      readonly type: 'inquiry.closed';
      readonly inquiry: string;
      readonly status: Exclude<InquiryStatus, 'open'>;
      readonly response: ValueRef | null;
      readonly by: string | null;
    }
  /** The waiting caller is answered; the first answer counts. */
  | {
      readonly type: 'response.recorded';
      readonly instance: string;
      readonly item: number | null;
      readonly answer: ValueRef;
    }
  | { readonly type: 'response.ignored'; readonly first: string };
