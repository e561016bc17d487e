import type { ValueRef } from '../value/value-ref.ts';

/** The attempt of a task, or of one of its items, that waits. */
export interface Waiter {
  readonly instance: string;
  readonly item: number | null;
  readonly attempt: number;
}

/** What a waiter waits for, so that its place in the queue of the signal is found when it stops waiting. */
export interface WaitRow {
  readonly signal: string;
  /** Key of its `listener`. */
  readonly listener: string;
}

/** A signal that nobody waited for, or that fitted nobody. */
export interface SignalRow {
  readonly payload: ValueRef;
  /** Characters of its JSON text. */
  readonly size: number;
  readonly at: number;
}

export type InquiryStatus = 'open' | 'answered' | 'expired' | 'canceled';

/** A question to a human. The row stays when it is closed. */
export interface InquiryRow {
  readonly status: InquiryStatus;
  /** `{prompt, schema, assignee}` */
  readonly question: ValueRef;
  readonly openedAt: number;
  /** When it ends by itself (ms), as long as the execution is not paused; null: never. */
  readonly expiresAt: number | null;
  readonly closedAt: number | null;
  readonly response: ValueRef | null;
  /** Who answered. */
  readonly by: string | null;
}

/** What `core.respond` says to the caller. */
export interface ResponseRow {
  readonly instance: string;
  readonly item: number | null;
  /** `{status, headers, body}` */
  readonly answer: ValueRef;
  readonly at: number;
}

/** The tables of the inbox. Keys are text; parts are separated by `|`. */
export interface InboxTables {
  /** Key `<instance>|<item or ''>|<attempt>`. */
  wait: WaitRow;
  /** The queue of a signal: key `<signal>|<padded number>`, in the order in which the waits began. */
  listener: Waiter;
  /** Key `<signal>|<padded number>`, in the order of arrival. */
  signal: SignalRow;
  /** Key `<instance>|<item or ''>|<attempt>`. */
  inquiry: InquiryRow;
  /** Key ''. */
  response: ResponseRow;
}

export type InboxTable = keyof InboxTables;
export const INBOX_TABLES = [
  'wait',
  'listener',
  'signal',
  'inquiry',
  'response',
] as const satisfies readonly InboxTable[];

export const waiterKey = ({ instance, item, attempt }: Waiter) => `${instance}|${item ?? ''}|${attempt}`;

/** Whose key it is. */
export function waiterOf(key: string): Waiter {
  const [instance = '', item = '', attempt = ''] = key.split('|');
  return { instance, item: item === '' ? null : Number(item), attempt: Number(attempt) };
}

/** What stands behind the name of a signal in keys: the order of keys is the order of numbers. */
export const queueKey = (signal: string, number: number) => `${signal}|${String(number).padStart(7, '0')}`;

/** A name that a signal may have: it is part of keys and of paths. */
export const SIGNAL_NAME = /^[A-Za-z_][A-Za-z0-9_.-]{0,127}$/;
