import type { InboxEffect } from '../inbox/desk.ts';
import type { ExecutionStatus } from '../machine/execution-lifecycle.ts';
import type { ValueRef } from '../projection/rows.ts';
import type { Address } from './cause.ts';

/** The condition of the task is false, or its list has no item that is left to run. */
export type SkipReason = 'condition' | 'no_items';

/** What the host is to do after the turn is committed. Each becomes a row of the outbox. */
export type Effect =
  | InboxEffect
  /** One attempt of a task against its action. */
  | ({
      readonly type: 'call';
      readonly action: string;
      readonly input: ValueRef;
      /** Milliseconds; the attempt is a failure after it. */
      readonly timeout: number | null;
    } & Address)
  /** The attempt is over, whatever came of its call. */
  | ({ readonly type: 'call.settled' } & Address)
  /** The attempt is over and its call, if it still runs, is to be stopped. */
  | ({ readonly type: 'call.aborted' } & Address)
  /** An execution that was started for a task is to do as its parent does. */
  | { readonly type: 'child'; readonly child: string; readonly command: 'pause' | 'resume' | 'cancel' }
  /** There is nothing to call: complete the task in an event of its own. */
  | ({ readonly type: 'skip'; readonly reason: SkipReason } & Address)
  /** The execution has a new status that the index, a waiting caller, a parent want to know. */
  | { readonly type: 'status'; readonly status: ExecutionStatus };
