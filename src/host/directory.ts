import type { Problem } from '../problem/problem.ts';

/**
 * Executions as the edge sees them, wherever they live. Everything that crosses is flat; bodies are JSON text,
 * because recursive types do not survive the type of a remote call. Refusals are returned, never thrown.
 */
export interface Directory {
  execution(id: string): ExecutionPort;
}

/** `body` is JSON text; `seq` the number of the last event. */
export type Reply =
  | { readonly ok: true; readonly body: string; readonly seq: number }
  | { readonly ok: false; readonly problem: Problem };

export interface StartCommand {
  readonly id: string;
  readonly workflow: string;
  /** The registry's number of the version. */
  readonly version: number;
  /** Content hash and JSON text of the pinned definition. */
  readonly hash: string;
  readonly definition: string;
  /** JSON text of the checked input, defaults applied. */
  readonly input: string;
  readonly startAt: readonly string[] | null;
  readonly tags: readonly string[];
  /** Milliseconds. */
  readonly duration: number;
  readonly taskIterations: number;
}

export interface CallbackCommand {
  readonly instance: string;
  readonly item: number | null;
  readonly attempt: number;
  readonly outcome: 'succeeded' | 'failed';
  /** JSON text. */
  readonly body: string;
}

export interface ExecutionPort {
  /** Idempotent: a second start of the same execution answers as the first. Body: the execution. */
  start(command: StartCommand): Promise<Reply>;
  /** The execution as `GET /executions/{id}` shows it; not_found when it never started. */
  describe(): Promise<Reply>;
  /** As `describe`, once it has ended, or after the given time with what there is then. */
  wait(milliseconds: number): Promise<Reply>;
  state(): Promise<Reply>;
  /** Body: `{data: events[], next: seq | null}`. */
  history(after: number, limit: number, types: readonly string[]): Promise<Reply>;
  /** Task instances in order of their start. Body: `{data, next}`; `next` is the `from` of the next page, or null. */
  tasks(from: number, limit: number): Promise<Reply>;
  task(instance: string): Promise<Reply>;
  /** Body: `{config, tokens}`. */
  machine(): Promise<Reply>;
  /** Completes a task from outside. `callback_used`, `callback_expired`, `not_found` are refusals. */
  callback(command: CallbackCommand): Promise<Reply>;
  /** Runs what is overdue; called by the watchdog. */
  wake(): Promise<Reply>;
}
