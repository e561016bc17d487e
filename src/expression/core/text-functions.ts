import { fail } from '../error.ts';
import { allocate, charge, chargeItems, chargeReading, chargeText, counted } from '../run.ts';
import { characterCount } from './characters.ts';
import { sliceText } from './member.ts';
import { gather } from './sequence.ts';

/** Strips characters from the ends; white space when none are named. */
export function strip(text: string, chars?: string | null, left = true, right = true): string {
  if (typeof chars !== 'string') {
    const begun = left ? text.trimStart() : text;
    return right ? begun.trimEnd() : begun;
  }
  const set = new Set(chars);
  let start = 0;
  for (const letter of left ? text : '') {
    if (!set.has(letter)) {
      break;
    }
    start += letter.length;
  }
  let end = text.length;
  for (let size = 0; right && end > start; end -= size) {
    size = Number(text.codePointAt(end - 2)) > 0xffff ? 2 : 1;
    if (!set.has(text.slice(end - size, end))) {
      break;
    }
  }
  return text.slice(start, end);
}

/** Strips as `strip` does, on one side or both, within the budget. */
export function stripping(left: boolean, right: boolean) {
  return (text: string, chars?: string | null): string => {
    chargeReading(text);
    return strip(text, chars, left, right);
  };
}

/** Converts text, within the budget; `cost` is so many characters a step, as a power of two. */
export function converting(convert: (text: string) => string, cost = 4) {
  return (text: string): string => {
    charge(text.length >> cost);
    return counted(convert(text));
  };
}

export const upper = converting((text) => text.toUpperCase());
export const lower = converting((text) => text.toLowerCase());

/** Gives a capital to each of the words that a pattern finds. */
export function titled(words: RegExp) {
  return converting((text) => text.replace(words, capitalize), 1);
}

/** Replaces a part by another, at most so many times; below zero: always. */
export function replaceText(text: string, old: string, by: string, most?: number | null): string {
  const found = countOf(text, old);
  const limit = most ?? -1;
  let left = limit < 0 ? found : Math.min(limit, found);
  if (left === 0) {
    return text;
  }
  chargeText(text.length + left * (by.length - old.length));
  // The host finds all places before it asks for the first replacement.
  chargeItems(old === '' ? left : 0);
  const put = (): string => (left-- > 0 ? by : old);
  return text.replaceAll(old === '' ? /(?:)/gu : old, put);
}

function collected(pieces: Iterable<string>): readonly string[] {
  const all = gather(pieces);
  // Each is a string of its own.
  allocate(all.length * 32);
  return all;
}

function* cuts(text: string, separator: string | null | undefined, most: number): Generator<string> {
  // Below zero it never comes down to zero.
  let left = most;
  if (separator === null || separator === undefined) {
    for (const { 0: word, index } of text.matchAll(/\S+/g)) {
      if (left-- === 0) {
        yield text.slice(index);
        return;
      }
      yield word;
    }
    return;
  }
  let start = 0;
  for (let at = text.indexOf(separator); at !== -1 && left-- !== 0; at = text.indexOf(separator, start)) {
    yield text.slice(start, at);
    start = at + separator.length;
  }
  yield text.slice(start);
}

/** Splits at a separator, or at white space; at most so many times, from the left. */
export function split(text: string, separator?: string | null, most = -1): readonly string[] {
  chargeReading(text);
  return separator === '' ? fail('value_error', 'the separator is empty') : collected(cuts(text, separator, most));
}

/** Splits as `split` does, from the right. */
export function splitRight(text: string, separator?: string | null, most = -1): readonly string[] {
  const pieces = split(text, separator);
  const kept = pieces.length - most;
  if (most < 0 || kept <= 1) {
    return pieces;
  }
  const tail = pieces.slice(kept);
  if (typeof separator === 'string') {
    return [pieces.slice(0, kept).join(separator), ...tail];
  }
  const rest = tail.reduceRight((left, piece) => left.slice(0, left.length - piece.length).trimEnd(), text.trimEnd());
  return [rest.trimStart(), ...tail];
}

/** Puts texts together, within the budget. */
export function joinTexts(texts: readonly string[], separator: string): string {
  chargeText(texts.reduce((size, text) => size + text.length + separator.length, 0));
  return texts.join(separator);
}

/** How a part is looked for: the first or the last. */
export type Find = 'indexOf' | 'lastIndexOf';

/** Where a part begins between two positions, first or last; -1 when it is not there. */
export function findText(
  text: string,
  part: string,
  start: number,
  end: number | null | undefined,
  find: Find,
): number {
  const range = sliceText(text, start, end);
  const size = characterCount(text);
  const at = range[find](part);
  const from = start < 0 ? Math.max(0, start + size) : start;
  return at === -1 || from > size ? -1 : from + characterCount(range.slice(0, at));
}

/** First letter large, the rest small. */
export function capitalize(text: string): string {
  const [first = ''] = text;
  return first.toUpperCase() + text.slice(first.length).toLowerCase();
}

/** Where text stands in a wider field; `=`: behind what fills it up, but what stands before the text stays before that. */
export type Side = '<' | '>' | '^' | '=' | 'center';

/**
 * Text filled up to a width. What is left over in the middle goes behind it, for `center` as Python's method of this
 * name has it.
 */
export function padded(text: string, width: number, side: Side, fill = ' ', prefix = ''): string {
  const whole = prefix + text;
  const missing = Math.max(0, width - characterCount(whole));
  chargeText(whole.length + missing * fill.length);
  const half = (missing >> 1) + (side === 'center' ? missing & width & 1 : 0);
  const before = side === '<' ? 0 : /[>=]/.test(side) ? missing : half;
  const filling = fill.repeat(before);
  return (side === '=' ? prefix + filling + text : filling + whole) + fill.repeat(missing - before);
}

/** How often a part occurs, without overlaps. */
export function countOf(text: string, part: string): number {
  chargeReading(text);
  if (part === '') {
    return characterCount(text) + 1;
  }
  let count = 0;
  for (let at = text.indexOf(part); at !== -1; at = text.indexOf(part, at + part.length)) {
    if ((++count & 1023) === 0) {
      charge(128);
    }
  }
  return count;
}

// What ends a line for Python: more than `\n`.
// biome-ignore lint/suspicious/noControlCharactersInRegex: these characters end lines
const LINE = /([^\n\r\v\f\x1c-\x1e\x85\u2028\u2029]*)(\r\n|[\n\r\v\f\x1c-\x1e\x85\u2028\u2029]|$)/g;

function* linesOf(text: string, keepEnds: boolean): Generator<string> {
  for (const [whole, line = ''] of text.matchAll(LINE)) {
    if (whole !== '') {
      yield keepEnds ? whole : line;
    }
  }
}

/** The lines of a text, without what ends them unless that is to be kept. */
export function lines(text: string, keepEnds = false): readonly string[] {
  chargeReading(text);
  return collected(linesOf(text, keepEnds));
}
