import { fail } from '../error.ts';
import { characterCount, characters } from './characters.ts';
import type { Env } from './env.ts';

const WHITE = /\s/;

/** Strips characters from the ends; white space when none are named. */
export function strip(text: string, chars: string | undefined, left = true, right = true): string {
  const set = chars === undefined ? undefined : new Set(chars);
  const goes = (character: string | undefined): boolean =>
    character !== undefined && (set === undefined ? WHITE.test(character) : set.has(character));
  const all = characters(text);
  let start = 0;
  let end = all.length;
  while (left && start < end && goes(all[start])) {
    start++;
  }
  while (right && end > start && goes(all[end - 1])) {
    end--;
  }
  return all.slice(start, end).join('');
}

/** Replaces a part as often as it occurs, or at most so many times. */
export function replaceText(text: string, old: string, by: string, count: number, env: Env): string {
  env.meter.read(text);
  const pieces = splitAt(text, old, count < 0 ? Number.POSITIVE_INFINITY : count, env);
  env.meter.reserve(text.length + (pieces.length - 1) * Math.max(0, by.length - old.length));
  return pieces.join(by);
}

/** Cuts a text at a separator, at most so many times; an empty one cuts between all characters. */
function splitAt(text: string, separator: string, most: number, env: Env): readonly string[] {
  const pieces: string[] = [];
  if (separator === '') {
    const all = ['', ...characters(text), ''];
    const kept = Number.isFinite(most) ? Math.min(most, all.length - 1) : all.length - 1;
    return [...all.slice(0, kept), all.slice(kept).join('')];
  }
  let start = 0;
  for (
    let at = text.indexOf(separator);
    at !== -1 && pieces.length < most;
    at = text.indexOf(separator, start)
  ) {
    pieces.push(text.slice(start, at));
    start = at + separator.length;
    if ((pieces.length & 63) === 0) {
      env.meter.charge(64);
      env.meter.allocate(1024);
    }
  }
  pieces.push(text.slice(start));
  return pieces;
}

/** `split` as Python does it: without a separator at runs of white space. */
export function split(
  text: string,
  separator: string | undefined,
  most: number,
  env: Env,
): readonly string[] {
  env.meter.read(text);
  const limit = most < 0 ? Number.POSITIVE_INFINITY : most;
  if (separator !== undefined) {
    if (separator === '') {
      fail('value_error', 'the separator is empty');
    }
    const pieces = splitAt(text, separator, limit, env);
    env.meter.items(pieces.length);
    return pieces;
  }
  const pieces: string[] = [];
  const word = /\S+/g;
  for (let match = word.exec(text); match !== null; match = word.exec(text)) {
    if (pieces.length >= limit) {
      pieces.push(text.slice(match.index));
      break;
    }
    pieces.push(match[0]);
  }
  env.meter.items(pieces.length);
  return pieces;
}

/** `rsplit`: like `split`, but a limit counts from the right. */
export function splitRight(
  text: string,
  separator: string | undefined,
  most: number,
  env: Env,
): readonly string[] {
  const pieces = split(text, separator, -1, env);
  if (most < 0 || pieces.length <= most + 1) {
    return pieces;
  }
  const tail = pieces.slice(pieces.length - most);
  if (separator !== undefined) {
    return [pieces.slice(0, pieces.length - most).join(separator), ...tail];
  }
  let rest = text.replace(/\s+$/, '');
  for (const piece of [...tail].reverse()) {
    rest = rest.slice(0, rest.length - piece.length).replace(/\s+$/, '');
  }
  return [rest.replace(/^\s+/, ''), ...tail];
}

/** First letter large, the rest small. */
export function capitalize(text: string): string {
  const [first = '', ...rest] = characters(text);
  return first.toUpperCase() + rest.join('').toLowerCase();
}

/** Fills a text up to a width; `side` says where the text goes. */
export function pad(
  text: string,
  width: number,
  side: 'left' | 'center' | 'right',
  fill: string,
  env: Env,
): string {
  const missing = width - characterCount(text);
  if (missing <= 0) {
    return text;
  }
  env.meter.reserve(text.length + missing * fill.length);
  // Python's rule for an odd rest.
  const before =
    side === 'left' ? 0 : side === 'right' ? missing : Math.floor(missing / 2) + (missing & width & 1);
  return fill.repeat(before) + text + fill.repeat(missing - before);
}

/** How often a part occurs, not overlapping. */
export function countOf(text: string, part: string, env: Env): number {
  env.meter.read(text);
  if (part === '') {
    return characterCount(text) + 1;
  }
  let count = 0;
  for (let at = text.indexOf(part); at !== -1; at = text.indexOf(part, at + part.length)) {
    count++;
  }
  return count;
}

/** Every kind of line end that Python knows, as the source of a pattern. */
const ENDS = '\\n\\r\\v\\f\\u001c-\\u001e\\u0085\\u2028\\u2029';
const LINE = new RegExp(`[^${ENDS}]*(?:\\r\\n|[${ENDS}]|$)`, 'g');
const LINE_END = new RegExp(`(?:\\r\\n|[${ENDS}])$`);

/** Lines of a text, cut at every kind of line end. */
export function lines(text: string, keepEnds: boolean): readonly string[] {
  const kept = (text.match(LINE) ?? []).filter((line) => line !== '');
  return keepEnds ? kept : kept.map((line) => line.replace(LINE_END, ''));
}
