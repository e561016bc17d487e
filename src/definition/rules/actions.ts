import { hasExpression } from '../expression-text.ts';
import type { Draft, Reading } from '../reading.ts';
import { parsePointer } from '../yaml/tree.ts';

const NAME = /^[A-Za-z0-9_][A-Za-z0-9_.-]*$/;

/** Native actions are names and nothing else: no expressions, no parameters behind them. */
export function checkActions({ definition }: Draft, { findings }: Reading): void {
  if (definition.dialect !== 'native') {
    return;
  }
  for (const { action, path } of definition.tasks) {
    const place = [...parsePointer(path), 'action'];
    if (action !== null && hasExpression(action)) {
      findings.error('expression_not_allowed', place, 'An action is named in the file, not computed.', {
        hint: 'Give each action a task of its own, and lead to one of them by `when`.',
      });
    } else if (action !== null && !NAME.test(action)) {
      findings.error('invalid_value', place, `${JSON.stringify(action.slice(0, 60))} is no name of an action.`, {
        hint: /\s\w+=/.test(action) ? 'Write what the action takes under `input`.' : undefined,
      });
    }
  }
}
