import type { Json } from '../../value/json.ts';
import { fail } from '../error.ts';
import { allocate, charge, chargeText, deeper } from '../run.ts';
import { needed } from './arguments.ts';
import { refuseSealedKey, sealed } from './seal.ts';
import { isList, isMapping, isPlainDict, unmarked, type Value } from './value.ts';

/** The value of a JSON text; a dictionary is returned as it is. */
export function readJson(value: Value): Value {
  const text = unmarked(value);
  if (typeof text !== 'string') {
    return isMapping(value) && !sealed(value) ? value : needed('a string', value);
  }
  weigh(text);
  let parsed: Json;
  try {
    parsed = JSON.parse(text) as Json;
  } catch {
    return fail('value_error', 'the text is not valid JSON');
  }
  if (/sealed|\\u/.test(text)) {
    admit(parsed);
  }
  return parsed;
}

const BYTES_PER_VALUE = 48;

/** Accounts for what a JSON text will become before it is parsed: a short text can hold very many values. */
function weigh(text: string): void {
  chargeText(text.length);
  let depth = 0;
  let deepest = 0;
  for (const [token] of text.matchAll(/"(?:[^"\\]|\\[\s\S])*"?|[[\]{},]/g)) {
    if (/^[[{,]/.test(token)) {
      charge(1);
      allocate(BYTES_PER_VALUE);
    }
    depth += Number(/^[[{]/.test(token)) - Number(/^[\]}]/.test(token));
    deepest = Math.max(deepest, depth);
  }
  deeper(() => {}, deepest);
}

/** Parsed text may not bring in sealed values. */
function admit(value: Value): void {
  if (isList(value)) {
    value.forEach(admit);
  } else if (isPlainDict(value)) {
    for (const [key, item] of Object.entries(value)) {
      refuseSealedKey(key);
      admit(item);
    }
  }
}
