import type { ExecutionError } from './task-error.ts';

/** An expression that failed, with its place in the file: terminal, no transition can handle it. */
export class EvaluationFailure extends Error {
  override readonly name = 'EvaluationFailure';
  readonly error: ExecutionError;

  constructor(error: ExecutionError) {
    super(error.message);
    this.error = error;
  }
}
