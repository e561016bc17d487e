import { refuse } from '../../problem/problem.ts';
import type { Json } from '../../value/json.ts';
import { LIMITS } from '../../value/limits.ts';
import { nesting } from '../../value/nesting.ts';

/**
 * JSON text from outside.
 * @throws ProblemError `bad_request` for text that is no JSON, or is nested too deep to be walked safely.
 */
export function parseJson(text: string): Json {
  if (nesting(text) > LIMITS.jsonDepth) {
    refuse('bad_request', `the JSON is nested deeper than ${LIMITS.jsonDepth} levels`);
  }
  try {
    return JSON.parse(text) as Json;
  } catch (error) {
    return refuse('bad_request', `the body is not JSON: ${error instanceof Error ? error.message : error}`);
  }
}
