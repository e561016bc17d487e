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
export function replaceText(text: string, old: string, by: string, most: number, env: Env): string {
  const found = countOf(text, old, env);
  const count = most < 0 ? found : Math.min(most, found);
  env.meter.reserve(text.length + count * (by.length - old.length));
  if (count === 0) {
    return text;
  }
  if (old === '') {
    const all = characters(text);
    const spread = ['', ...all.slice(0, count - 1)].map((letter) => letter + by);
    return spread.join('') + all.slice(count - 1).join('');
  }
  if (count === found) {
    return text.replaceAll(old, () => by);
  }
  const pieces = text.split(old);
  return [...pieces.slice(0, count), pieces.slice(count).join(old)].join(by);
}

/** Collects pieces of a text, within the budget. */
class Pieces {
  readonly all: string[] = [];
  readonly #env: Env;

  constructor(env: Env) {
    this.#env = env;
  }

  push(piece: string): void {
    this.all.push(piece);
    this.#env.meter.charge(1);
    if (this.all.length > this.#env.meter.budget.items) {
      this.#env.meter.items(this.all.length);
    }
  }

  done(): readonly string[] {
    this.#env.meter.items(this.all.length * 3);
    return this.all;
  }
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
  const pieces = new Pieces(env);
  if (separator === undefined) {
    splitWords(text, limit, pieces);
    return pieces.done();
  }
  if (separator === '') {
    fail('value_error', 'the separator is empty');
  }
  let start = 0;
  for (
    let at = text.indexOf(separator);
    at !== -1 && pieces.all.length < limit;
    at = text.indexOf(separator, start)
  ) {
    pieces.push(text.slice(start, at));
    start = at + separator.length;
  }
  pieces.push(text.slice(start));
  return pieces.done();
}

function splitWords(text: string, limit: number, pieces: Pieces): void {
  const word = /\S+/g;
  for (let match = word.exec(text); match !== null; match = word.exec(text)) {
    if (pieces.all.length >= limit) {
      pieces.push(text.slice(match.index));
      return;
    }
    pieces.push(match[0]);
  }
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
export function lines(text: string, keepEnds: boolean, env: Env): readonly string[] {
  env.meter.read(text);
  const pieces = new Pieces(env);
  for (const [line] of text.matchAll(LINE)) {
    if (line !== '') {
      pieces.push(keepEnds ? line : line.replace(LINE_END, ''));
    }
  }
  return pieces.done();
}
