/** What went wrong, by a stable name. */
export type ExpressionErrorKind =
  | 'syntax'
  | 'undefined_variable'
  | 'undefined_attribute'
  | 'inaccessible_variable'
  | 'unknown_function'
  | 'unknown_filter'
  | 'no_matching_overload'
  | 'orquesta_function'
  | 'key_error'
  | 'index_error'
  | 'type_error'
  | 'value_error'
  | 'division_by_zero'
  | 'overflow'
  | 'regex'
  | 'assertion'
  | 'stop_iteration'
  | 'security'
  | 'sealed_value_used'
  | 'budget_exceeded';

/** Where in a text something stands; line and column count from 1. */
export interface Place {
  readonly offset: number;
  readonly line: number;
  readonly column: number;
}

/** Line and column of an offset. */
export function locate(text: string, offset: number): Place {
  const before = text.slice(0, Math.max(0, offset));
  const { length } = before;
  return { offset: length, line: before.split('\n').length, column: length - before.lastIndexOf('\n') };
}

const SHOWN = 200;

/** An expression that cannot be compiled or evaluated, with its place in the text. */
export class ExpressionError extends Error {
  override readonly name = 'ExpressionError';
  readonly kind: ExpressionErrorKind;
  readonly offset: number;
  readonly line: number;
  readonly column: number;
  /** The text that was compiled, cut to a readable length. */
  readonly expression: string;
  /** The name that is undefined or may not be read. */
  readonly variable?: string | undefined;

  /** `at` is where evaluation stood, for a fault that does not say where it is. */
  constructor(fault: Fault, text: string, at = 0) {
    super(fault.message);
    const place = locate(text, fault.offset ?? at);
    this.kind = fault.kind;
    this.offset = place.offset;
    this.line = place.line;
    this.column = place.column;
    this.expression = text.length > SHOWN ? `${text.slice(0, SHOWN)}…` : text;
    this.variable = fault.variable;
  }
}

/**
 * An error on its way to the place where it is located. Functions of a scope may throw one to choose the kind;
 * whatever else they throw becomes `orquesta_function`.
 */
export class Fault extends Error {
  override readonly name = 'Fault';
  readonly kind: ExpressionErrorKind;
  readonly offset: number | undefined;
  readonly variable: string | undefined;

  constructor(kind: ExpressionErrorKind, message: string, { offset, variable }: FaultDetails = {}) {
    super(message);
    this.kind = kind;
    this.offset = offset;
    this.variable = variable;
  }
}

interface FaultDetails {
  readonly offset?: number | undefined;
  readonly variable?: string | undefined;
}

/** Throws a fault. */
export function fail(kind: ExpressionErrorKind, message: string, more?: FaultDetails): never {
  throw new Fault(kind, message, more);
}

/** Refuses what is not written as the language has it. */
export function badSyntax(message: string, offset: number): never {
  fail('syntax', message, { offset });
}

/** Refuses what would take more than is allowed. */
export function exceeded(limit: number, what: string, offset?: number): never {
  fail('budget_exceeded', `more than ${limit} ${what} are not allowed`, { offset });
}

/** Refuses a number that is too large to be kept, or to be kept exactly. */
export function tooLarge(offset?: number): never {
  fail('overflow', 'the number is too large', { offset });
}

export function divisionByZero(): never {
  fail('division_by_zero', 'division by zero');
}

/** The number, unless it is less than it may be. */
export function atLeast(least: number, value: number, what: string): number {
  return value < least ? fail('value_error', `the ${what} must be at least ${least}`) : value;
}

/** Turns whatever was thrown into a located error; `at` is where evaluation stood. */
export function toExpressionError(thrown: unknown, text: string, at: number): ExpressionError {
  if (thrown instanceof ExpressionError) {
    return thrown;
  }
  // The budget on depth comes first; the host's own stack is the last resort.
  const fault = thrown instanceof RangeError ? new Fault('budget_exceeded', 'this nests too deeply') : thrown;
  if (fault instanceof Fault) {
    return new ExpressionError(fault, text, at);
  }
  throw thrown;
}
