import type { Json, JsonObject } from '../value/json.ts';

/** Values that a row of SQLite holds. */
export type SqlValue = string | number | null;

/** One execution's own database: synchronous, with nested-free transactions. */
export interface SqlStorage {
  exec(sql: string, ...parameters: readonly SqlValue[]): readonly Readonly<Record<string, SqlValue>>[];
  /** Runs all or nothing; what it throws rolls back and is thrown on. */
  transaction<T>(run: () => T): T;
}

/** The one wake-up call of an execution. */
export interface Alarm {
  /** Milliseconds since the epoch; null takes it back. */
  set(at: number | null): void;
}

export interface Clock {
  now(): number;
}

/** The open WebSockets of one execution. */
export interface SocketPort {
  all(): readonly EventSocket[];
}

/** One that follows the log. Its cursor stays with the connection, whatever becomes of the memory here. */
export interface EventSocket {
  /** Number of the last event it was sent. */
  readonly cursor: number;
  moveTo(seq: number): void;
  send(text: string): void;
  close(code: number, reason: string): void;
}

/** The only way out: every outgoing request of every action passes here. */
export interface Egress {
  /**
   * @throws EgressRefused for an address that is not allowed; whatever the network throws otherwise.
   * Redirects are followed by hand and checked again, credentials dropped across origins, the body limited.
   */
  fetch(request: EgressRequest): Promise<EgressResponse>;
}

export interface EgressRequest {
  readonly url: string;
  readonly method: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | null;
  readonly followRedirects: boolean;
  readonly signal: AbortSignal;
}

export interface EgressResponse {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  /** Decoded text, at most the limit on one value. */
  readonly body: string;
}

/** One attempt of a task, opened for the outside: sealed values are already in the clear. */
export interface Call {
  readonly execution: string;
  readonly instance: string;
  readonly item: number | null;
  readonly attempt: number;
  readonly action: string;
  readonly input: JsonObject;
  /** When the attempt was dispatched first, ms; a redelivery has the same. */
  readonly since: number;
  /** The same on every redelivery of the attempt. */
  readonly idempotencyKey: string;
  /** W3C trace context for what the call reaches. */
  readonly traceparent?: string;
}

/** What came of a call. */
export type CallOutcome =
  | { readonly type: 'completed'; readonly result: Json }
  | { readonly type: 'failed'; readonly error: CallError; readonly result: Json }
  /** The answer comes from outside, at the latest at `expiresAt` (ms). */
  | { readonly type: 'pending'; readonly expiresAt: number | null }
  /** Another execution was started, which will bring the outcome. */
  | { readonly type: 'child'; readonly child: string }
  /** A signal of this name is waited for, at the latest until `expiresAt` (ms). */
  | { readonly type: 'awaits'; readonly signal: string; readonly expiresAt: number | null }
  /** A human is asked. `question`: `{prompt, schema, assignee}`. */
  | { readonly type: 'asks'; readonly question: JsonObject; readonly expiresAt: number | null }
  /** The one who waits for the execution is answered. `answer`: `{status, headers, body}`. */
  | { readonly type: 'responds'; readonly answer: JsonObject }
  /** The task ends by itself at `until` (ms). */
  | { readonly type: 'deferred'; readonly until: number };

export interface CallError {
  readonly code: string;
  readonly message: string;
  readonly kind: 'action' | 'http' | 'timeout';
  readonly http_status?: number;
  readonly data?: Json;
}

/** A child execution to be started for a task. */
export interface ChildStart {
  readonly parent: ParentAddress;
  readonly workflow: string;
  readonly version: number;
  readonly hash: string;
  readonly input: JsonObject;
  /** When the attempt was dispatched first, ms: the time part of the derived id. */
  readonly since: number;
  readonly depth: number;
  readonly tags: readonly string[];
  readonly traceparent?: string;
}

/** The attempt that waits for a child. */
export interface ParentAddress {
  readonly execution: string;
  readonly instance: string;
  readonly item: number | null;
  readonly attempt: number;
}

/** How a child tells its parent that it has ended. `output` is JSON text. */
export interface ChildEnd extends ParentAddress {
  readonly child: string;
  readonly status: 'succeeded' | 'failed' | 'timed_out' | 'canceled';
  readonly output: string;
  readonly error: { readonly code: string; readonly message: string } | null;
}

/** How a child tells its parent that it stands still, or goes on. */
export interface ChildMove extends ParentAddress {
  readonly child: string;
  readonly status: 'paused' | 'running';
}

/** Other executions, as one execution deals with them. */
export interface Family {
  /**
   * Starts a child under an id derived from the attempt, so a repetition starts nothing new.
   * @throws Away when the registry or the child cannot be reached; the call is made again
   */
  start(child: ChildStart): Promise<CallOutcome>;
  /** @throws when the child cannot be reached; the delivery is tried again */
  command(child: string, command: 'pause' | 'resume' | 'cancel'): Promise<void>;
  /** @throws when the parent cannot be reached; the delivery is tried again */
  ended(end: ChildEnd): Promise<void>;
  /** @throws when the parent cannot be reached; the delivery is tried again */
  moved(move: ChildMove): Promise<void>;
}

/** The end of an execution, as whoever started it asked to be told. */
export interface EndMessage {
  readonly execution: string;
  /** Where to: the box of an address, `<execution>/<box>`. */
  readonly caller: string;
  /** JSON text. */
  readonly body: string;
}

/** Who asked to be told. */
export interface Caller {
  /** @throws when it did not get through, and may do so later */
  tell(message: EndMessage): Promise<void>;
}

/** Runs calls. Actions that need no outside answer synchronously, the others with a promise. */
export interface Runner {
  run(call: Call, signal: AbortSignal): CallOutcome | Promise<CallOutcome>;
}
