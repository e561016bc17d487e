import type { Dialect } from '../../../definition/definition.ts';
import { hasExpression } from '../../../definition/expression-text.ts';
import { Fault } from '../../../expression/error.ts';
import { type Formula, fact, TRUE } from './formula.ts';
import { jinjaCondition } from './jinja-condition.ts';
import { yaqlCondition } from './yaql-condition.ts';

/** What a `when` says, as far as it can be understood; none always holds. */
export function readCondition(text: string | null, dialect: Dialect): Formula {
  if (text === null || !hasExpression(text)) {
    // Plain text is not evaluated, and true.
    return text === '' ? { kind: 'constant', value: false } : TRUE;
  }
  return parsed(text, dialect) ?? fact(JSON.stringify(text));
}

function parsed(text: string, dialect: Dialect): Formula | undefined {
  if (text.includes('{%')) {
    return undefined;
  }
  try {
    return text.startsWith('{{')
      ? jinjaCondition(text, dialect)
      : text.startsWith('<%')
        ? yaqlCondition(text)
        : undefined;
  } catch (error) {
    // Wrong syntax and too deep nesting are reported where the definition is read.
    if (error instanceof Fault || error instanceof RangeError) {
      return undefined;
    }
    throw error;
  }
}
