import { LIMITS } from '../value/limits.ts';
import type { ExecutionError } from './task-error.ts';

/** A value is over the limit on one value. */
export class ValueTooLarge extends Error {
  override readonly name = 'ValueTooLarge';

  constructor(size: number) {
    super(`a value of ${size} characters is over the limit of ${LIMITS.valueBytes}`);
  }

  toError(): ExecutionError {
    return { code: 'value_too_large', message: this.message, kind: 'engine' };
  }
}
