import type { JsonObject } from '../../value/json.ts';
import { containsSealed } from '../../value/sealed.ts';

const LONGEST = 256;

/** The beginning of an input, for lists and searches; what is secret in any part is left out. */
export function inputPreview(input: JsonObject): string {
  const shown = Object.entries(input).filter(([, value]) => !containsSealed(value));
  return JSON.stringify(Object.fromEntries(shown)).slice(0, LONGEST);
}
