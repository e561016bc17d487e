import type { Json } from '../value/json.ts';

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
