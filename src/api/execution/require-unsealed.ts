import { refuse } from '../../problem/problem.ts';
import type { Json } from '../../value/json.ts';
import { containsSealed } from '../../value/sealed.ts';

/**
 * Refuses a result from outside that looks like a sealed value: a task it is passed on to would open whatever secret
 * it names.
 * @throws ProblemError `invalid_input`
 */
export function requireUnsealed(value: Json, path: string): void {
  if (containsSealed(value)) {
    const message = 'the value holds `$sealed`, which only the engine may write';
    refuse('invalid_input', message, {
      findings: [{ code: 'invalid_value', severity: 'error', message, path }],
    });
  }
}
