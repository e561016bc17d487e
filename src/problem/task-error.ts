import { isObject, type Json } from '../value/json.ts';

/** Where a task's failure comes from; `expression` and `engine` appear only in an execution's error. */
export type ErrorKind = 'action' | 'http' | 'timeout' | 'expression' | 'engine';

/** The error of a failed task, as `error()` shows it, and of a failed execution, with its place. */
export interface TaskError {
  readonly code: string;
  readonly message: string;
  readonly kind: ErrorKind;
  readonly http_status?: number;
  readonly data?: Json;
}

/** Milliseconds that the answer of a failed call has asked to be left alone; 0: it has said nothing. */
export function askedPause(error: TaskError | null | undefined): number {
  const data = error?.kind === 'http' && isObject(error.data) ? error.data : {};
  return typeof data.retry_after_seconds === 'number' ? data.retry_after_seconds * 1000 : 0;
}

export interface ExecutionError extends TaskError {
  readonly task?: string;
  readonly instance?: string;
  /** The engine command that asked for it. */
  readonly command?: 'fail';
  /** Position in `next`, for an error of a transition. */
  readonly transition?: number;
  /** JSON pointer into the definition, with its place in the file, for an error of an expression. */
  readonly path?: string;
  readonly line?: number;
  readonly column?: number;
}
