import { ExpressionError, type ExpressionErrorKind } from '../../expression/error.ts';
import { ensureError } from '../../problem/problem.ts';

/** What the file gets as a finding, whatever a text does to the compiler. */
export interface ExpressionFinding {
  readonly code: string;
  /** In the text of the expression. */
  readonly offset: number;
  readonly message: string;
}

const SYNTAX = 'expression_syntax';

/** The finding for whatever compiling an expression has thrown. */
export function findingOf(thrown: unknown): ExpressionFinding {
  const message = sentence(ensureError(thrown).message);
  return thrown instanceof ExpressionError
    ? { code: codeOf(thrown.kind), offset: thrown.offset, message }
    : { code: SYNTAX, offset: 0, message };
}

function codeOf(kind: ExpressionErrorKind): string {
  switch (kind) {
    case 'unknown_function':
    case 'unknown_filter':
      return kind;
    case 'regex':
      return 'invalid_pattern';
    default:
      return SYNTAX;
  }
}

function sentence(text: string): string {
  const capital = text.charAt(0).toUpperCase() + text.slice(1);
  return /[.!?…]$/.test(capital) ? capital : `${capital}.`;
}
