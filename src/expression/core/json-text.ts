import type { Json } from '../../value/json.ts';
import { fail } from '../error.ts';
import { allocate, charge, chargeText, deeper } from '../run.ts';
import { needed } from './arguments.ts';
import { refuseSealedKey, sealed } from './seal.ts';
import { isMapping, unmarked, type Value } from './value.ts';

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
  // Parsed text may not bring in sealed values.
  if (/sealed|\\u/.test(text)) {
    JSON.parse(text, (key, item) => {
      refuseSealedKey(key);
      return item;
    });
  }
  return parsed;
}

const BYTES_PER_VALUE = 48;
const QUOTE = 0x22;
const COMMA = 0x2c;
const BACKSLASH = 0x5c;
/** What a curly bracket's code has more than that of a square one. */
const CURLY = 0x20;

/** Accounts for what a JSON text will become before it is parsed: a short text can hold very many values. */
function weigh(text: string): void {
  chargeText(text.length);
  let values = 0;
  let depth = 0;
  let deepest = 0;
  let quoted = false;
  for (let i = 0; i < text.length; i++) {
    const character = text.charCodeAt(i);
    if (character === QUOTE) {
      quoted = !quoted;
    } else if (quoted) {
      i += character === BACKSLASH ? 1 : 0;
    } else if (character === COMMA) {
      values++;
    } else if ((character | CURLY) === 0x7b) {
      values++;
      deepest = Math.max(deepest, ++depth);
    } else if ((character | CURLY) === 0x7d) {
      depth--;
    }
  }
  charge(values);
  allocate(values * BYTES_PER_VALUE);
  // There must be room for so many levels.
  deeper(() => {}, deepest);
}
