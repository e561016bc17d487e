import type { OnFailure } from '../definition/definition.ts';
import type { ExecutionError, TaskError } from '../problem/task-error.ts';
import type { EffectiveLimits, ValueRef } from '../projection/rows.ts';
import type { SkipReason } from './effect.ts';

/** Whom a fact about a task speaks of. One that is not current changes nothing. */
export interface Address {
  readonly instance: string;
  readonly item: number | null;
  readonly attempt: number;
}

/** An outcome given by hand: what the attempt has called and started is to stop. */
export interface Given extends Address {
  readonly byHand?: true;
}

/** What an execution begins with. */
interface Begin {
  readonly id: string;
  readonly workflow: string;
  readonly definition: string;
  readonly input: ValueRef;
  readonly startAt: readonly string[] | null;
  readonly tags: readonly string[];
  readonly limits: EffectiveLimits;
}

/** What a rerun takes over of an ended execution. `takeover` is a stored `Takeover`. */
export interface Continuation {
  /** A stored `Takeover`. */
  readonly takeover: ValueRef;
  /** The ended one, and its last event that counts. */
  readonly origin?: { readonly id: string; readonly seq: number };
  /** Variables that every token taken over sees from now on. */
  readonly vars: ValueRef;
}

/** A fact, with its time. Values in it are already stored where they are large. */
export type Cause = { readonly at: number } & (
  | ({ readonly type: 'execution.started' } & Begin)
  /** An execution that takes over what an ended one has done. */
  | ({ readonly type: 'execution.rerun' } & Continuation & Begin)
  /** An execution of a workflow with `concurrency`: it begins when it is admitted. */
  | ({ readonly type: 'execution.requested'; readonly rerun: Continuation | null } & Begin)
  | { readonly type: 'execution.admitted'; readonly rerun: Continuation | null }
  /** There is no place, and the workflow says that then it is not to wait for one. */
  | { readonly type: 'execution.refused'; readonly reason: 'skipped' | 'limit_reached' }
  | ({ readonly type: 'task.completed'; readonly result: ValueRef } & Given)
  | ({ readonly type: 'task.failed'; readonly error: TaskError; readonly result: ValueRef | null } & Given)
  /** There was nothing to call. */
  | ({ readonly type: 'task.skipped'; readonly reason: SkipReason } & Address)
  /** The call was stopped, or the one who worked on it gave up. */
  | ({ readonly type: 'task.canceled' } & Given)
  /** The one who works on it is alive. */
  | ({ readonly type: 'task.heartbeat' } & Address)
  /** The call is out and the answer will come from outside. */
  | ({ readonly type: 'task.pending'; readonly expiresAt: number | null } & Address)
  /** The call waits for a signal of this name. */
  | ({ readonly type: 'signal.awaited'; readonly signal: string; readonly expiresAt: number | null } & Address)
  /** Somebody sends a signal. */
  | { readonly type: 'signal.received'; readonly signal: string; readonly payload: ValueRef; readonly size: number }
  /** The call asks a human; `question` is `{prompt, schema, assignee}`. */
  | ({ readonly type: 'inquiry.opened'; readonly question: ValueRef; readonly expiresAt: number | null } & Address)
  | ({ readonly type: 'inquiry.answered'; readonly response: ValueRef; readonly by: string | null } & Address)
  /** The call answers the one who waits for the execution, with `{status, headers, body}`. */
  | ({ readonly type: 'task.responded'; readonly answer: ValueRef } & Address)
  /** The execution that does the work stands still, or goes on. */
  | ({ readonly type: 'child.paused' | 'child.resumed' } & Address)
  /** The call has started another execution, which will bring the outcome. */
  | ({ readonly type: 'child.started'; readonly child: string } & Address)
  /** The task ends by itself at a time. */
  | ({ readonly type: 'task.deferred'; readonly until: number } & Address)
  | ({
      readonly type: 'callback.received';
      readonly outcome: 'succeeded' | 'failed';
      readonly body: ValueRef;
    } & Address)
  | { readonly type: 'timer.fired'; readonly timer: string }
  | { readonly type: 'command.pause' }
  | { readonly type: 'command.resume' }
  | { readonly type: 'command.cancel'; readonly mode: OnFailure }
  /** The engine itself cannot go on: a limit of its own, a value that is too large. */
  | { readonly type: 'engine.failed'; readonly error: ExecutionError }
);
