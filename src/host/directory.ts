import type { Problem } from '../problem/problem.ts';
import type { LimitPort } from './limit.ts';
import type { ChildEnd, ChildMove, ParentAddress } from './ports.ts';

/**
 * Executions as the edge sees them, wherever they live. Everything that crosses is flat; bodies are JSON text,
 * because recursive types do not survive the type of a remote call. Refusals are returned, never thrown.
 */
export interface Directory {
  execution(id: string): ExecutionPort;
  /** The executions of a workflow whose `concurrency` gives this key. */
  limit(workflow: string, key: string): LimitPort;
}

/** `body` is JSON text; `seq` the number of the last event. */
export type Reply =
  | {
      readonly ok: true;
      readonly body: string;
      readonly seq: number;
      /** The same was told before under the same idempotency key: nothing was done. */
      readonly replayed?: boolean;
      /** What `core.respond` has said to the caller, as JSON text `{status, headers, body}`. */
      readonly response?: string;
    }
  | { readonly ok: false; readonly problem: Problem };

export interface StartCommand {
  readonly id: string;
  readonly workflow: string;
  /** The registry's number of the version. */
  readonly version: number;
  /** Content hash and JSON text of the pinned definition. */
  readonly hash: string;
  readonly definition: string;
  /** JSON text of the pinned actions, children and configuration. */
  readonly closure: string;
  /** JSON text of the checked input, defaults applied. */
  readonly input: string;
  readonly startAt: readonly string[] | null;
  readonly tags: readonly string[];
  /** Milliseconds. */
  readonly duration: number;
  readonly taskIterations: number;
  /** The start request names it: it goes before what a task says. */
  readonly iterationsAsked?: true;
  /** The status that its row in the index has from the start on. */
  readonly indexed?: string;
  /** W3C trace context of who asks for it. */
  readonly traceparent?: string;
  /** What it takes over from an ended execution: the body of `takeover`, with edited variables as JSON text. */
  readonly rerun?: { readonly takeover: string; readonly vars: string };
  /** Where its end is told, sealed: `<execution>/<box>`. */
  readonly caller?: string;
  /** The attempt of another execution that waits for this one, and how deep it is nested. */
  readonly parent?: ParentAddress & { readonly depth: number };
}

export interface RerunCommand {
  /** Tasks or instances; null: those that failed or were canceled. */
  readonly from: readonly string[] | null;
  /** Fork at this event instead of the end. */
  readonly at: number | null;
  readonly resetItems: boolean;
}

export interface CallbackCommand {
  readonly instance: string;
  readonly item: number | null;
  readonly attempt: number;
  readonly outcome: 'succeeded' | 'failed';
  /** JSON text. */
  readonly body: string;
}

/** `key`: the sender's idempotency key, told apart from those of others; null: none. */
export interface SignalCommand {
  readonly name: string;
  /** JSON text. */
  readonly payload: string;
  readonly key: string | null;
}

/** The attempt that asks. */
export interface InquiryAddress {
  readonly instance: string;
  readonly item: number | null;
  readonly attempt: number;
}

export interface InquiryResponse extends InquiryAddress {
  /** JSON text. */
  readonly response: string;
  /** Who answers. */
  readonly by: string | null;
  readonly key: string | null;
}

export type OperatorCommand =
  | { readonly type: 'pause' }
  | { readonly type: 'resume' }
  /** `finish` lets running calls end, `terminate` stops them. */
  | { readonly type: 'cancel'; readonly mode: 'finish' | 'terminate' };

/** A completion by hand; the present attempt is meant. `result` and `error` are JSON text. */
export interface ManualCompletion {
  readonly instance: string;
  readonly item: number | null;
  readonly status: 'succeeded' | 'failed' | 'canceled';
  readonly result: string;
  readonly message: string;
}

export interface HeartbeatCommand {
  readonly instance: string;
  readonly item: number | null;
  readonly attempt: number;
}

export interface ExecutionPort {
  /** Idempotent: a second start of the same execution answers as the first. Body: the execution. */
  start(command: StartCommand): Promise<Reply>;
  /** The execution as `GET /executions/{id}` shows it; not_found when it never started. */
  describe(): Promise<Reply>;
  /** As `describe`, once it has ended or has answered its caller, or after the given time with what there is then. */
  wait(milliseconds: number): Promise<Reply>;
  /** The present state. */
  state(): Promise<Reply>;
  /**
   * What the state after an event is folded from, with the history after the checkpoint. Body: `{checkpoint, hash,
   * definition, closure}`, without hash for what was imported; `not_found` for an event that has not been.
   */
  past(at: number): Promise<Reply>;
  /** Stored values after an id. Body: `{data: [id, value][], next: id | null}`. */
  values(after: string, limit: number): Promise<Reply>;
  /** Takes in the JSON text of a bundle, to be looked at only. `conflict` when the execution is here already. */
  importBundle(bundle: string): Promise<Reply>;
  /** Stored contents by key. Body: an object of them. */
  contents(keys: readonly string[]): Promise<Reply>;
  /** Body: `{data: events[], next: seq | null}`. */
  history(after: number, limit: number, types: readonly string[]): Promise<Reply>;
  /** Task instances in order of their start. Body: `{data, next}`; `next` is the `from` of the next page, or null. */
  tasks(from: number, limit: number): Promise<Reply>;
  task(instance: string): Promise<Reply>;
  /** Items of a task in order. Body: `{data, next}`. */
  items(instance: string, from: number, limit: number): Promise<Reply>;
  /** Body: `{config, tokens}`. */
  machine(): Promise<Reply>;
  /**
   * Completes a task from outside. `callback_used`, `callback_expired`, `not_found` are refusals; `invalid_input` with
   * findings when the body does not fit, and the task waits on.
   */
  callback(command: CallbackCommand): Promise<Reply>;
  /** Body: `{signal, status: "delivered" | "buffered", instance, item}`. `conflict` when the execution has ended. */
  signal(command: SignalCommand): Promise<Reply>;
  /** Body: the inquiry, with times in milliseconds. */
  inquiry(address: InquiryAddress): Promise<Reply>;
  /** Answers an inquiry; body: the inquiry. `invalid_input` leaves it open; `inquiry_answered`, `inquiry_closed`. */
  respond(response: InquiryResponse): Promise<Reply>;
  /** Pause, resume, cancel. Body: the execution; `conflict` when its status does not allow it. */
  /** It has its place and begins. `conflict` when it does not wait for one. */
  admit(): Promise<Reply>;
  command(command: OperatorCommand): Promise<Reply>;
  /** Completes a task by hand. `conflict` when it has ended. */
  complete(completion: ManualCompletion): Promise<Reply>;
  /** Extends the deadline of a task with a `heartbeat`. */
  heartbeat(command: HeartbeatCommand): Promise<Reply>;
  /**
   * What a new execution takes over of this ended one. Body: `{takeover, values, start}`, where `start` holds
   * workflow, version, hash, definition, closure, input, startAt, tags, duration and taskIterations to begin with.
   * `conflict` when there is nothing to run again.
   */
  takeover(command: RerunCommand): Promise<Reply>;
  /** A child has ended. Answered again when it is told again. */
  childEnded(end: ChildEnd): Promise<Reply>;
  /** A child stands still, or goes on. Told again it changes nothing. */
  childMoved(move: ChildMove): Promise<Reply>;
  /**
   * Follows the log after the event `?after=`: server-sent events, or a WebSocket when the request asks for the
   * upgrade. 204 when the execution has ended and there is nothing left to tell; 404 when it never started.
   */
  fetch(request: Request): Promise<Response>;
  /** Removes everything about an ended execution. `conflict` while it lives. */
  remove(): Promise<Reply>;
  /** Runs what is overdue; called by the watchdog. */
  wake(): Promise<Reply>;
}
