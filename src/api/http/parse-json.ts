import { refuse } from '../../problem/problem.ts';
import type { Json } from '../../value/json.ts';
import { LIMITS } from '../../value/limits.ts';

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

/** The deepest nesting of brackets outside strings: found before parsing, so that no parser has to stand it. */
function nesting(text: string): number {
  let depth = 0;
  let deepest = 0;
  for (let i = 0; i < text.length; i++) {
    const character = text[i];
    if (character === '"') {
      i = endOfString(text, i);
    } else if (character === '{' || character === '[') {
      depth += 1;
      deepest = Math.max(deepest, depth);
    } else if (character === '}' || character === ']') {
      depth -= 1;
    }
  }
  return deepest;
}

function endOfString(text: string, start: number): number {
  let i = start + 1;
  while (i < text.length && text[i] !== '"') {
    i += text[i] === '\\' ? 2 : 1;
  }
  return i;
}
