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
  let values = 0;
  let depth = 0;
  let deepest = 0;
  for (let i = 0; i < text.length; i++) {
    const character = text.charCodeAt(i);
    if (character === 0x22) {
      i = closingQuote(text, i);
    } else if (character === 0x5b || character === 0x7b) {
      values++;
      deepest = Math.max(deepest, ++depth);
    } else if (character === 0x5d || character === 0x7d) {
      depth--;
    } else if (character === 0x2c) {
      values++;
    }
  }
  charge(values);
  allocate(values * BYTES_PER_VALUE);
  // There must be room for so many levels.
  deeper(() => {}, deepest);
}

function closingQuote(text: string, open: number): number {
  let i = open + 1;
  while (i < text.length && text.charCodeAt(i) !== 0x22) {
    i += text.charCodeAt(i) === 0x5c ? 2 : 1;
  }
  return i;
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
