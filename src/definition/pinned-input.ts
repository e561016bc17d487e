import type { Json, JsonObject } from '../value/json.ts';
import type { PinnedAction } from './closure.ts';
import { checkInput } from './input.ts';

export interface PinnedInput {
  readonly parameters: JsonObject;
  /** Why the input does not fit; null: it does. */
  readonly refused: string | null;
}

/** The parameters of an action of a pack, with its defaults, from the input that a task gives it. */
export function pinnedInput(ref: string, { parameters }: PinnedAction, given: Json): PinnedInput {
  const { input, findings } = checkInput({ parameters, dialect: 'native' }, given, 'engine');
  const errors = findings.filter(({ severity }) => severity === 'error');
  const reasons = errors.map(({ path, message }) => `${path || 'input'}: ${message}`).join(' ');
  return { parameters: input, refused: errors.length === 0 ? null : `the input does not fit ${ref}: ${reasons}` };
}
