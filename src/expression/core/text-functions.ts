import { fail } from '../error.ts';
import { characterCount, characters } from './characters.ts';
import type { Env } from './env.ts';

/** Strips characters from the ends; white space when none are named. */
export function strip(text: string, chars: string | undefined, left = true, right = true): string {
  if (chars === undefined) {
    const begun = left ? text.trimStart() : text;
    return right ? begun.trimEnd() : begun;
  }
  const set = new Set(chars);
  let start = 0;
  let end = text.length;
  while (left && start < end && set.has(characterFrom(text, start))) {
    start += characterFrom(text, start).length;
  }
  while (right && end > start && set.has(characterBefore(text, end))) {
    end -= characterBefore(text, end).length;
  }
  return text.slice(start, end);
}

function characterFrom(text: string, at: number): string {
  return String.fromCodePoint(text.codePointAt(at) ?? 0);
}

function characterBefore(text: string, at: number): string {
  const unit = text.charCodeAt(at - 1);
  return unit >= 0xdc00 && unit <= 0xdfff ? characterFrom(text, at - 2) : text.charAt(at - 1);
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
    env.meter.items(count);
    const all = characters(text);
    const spread = ['', ...all.slice(0, count - 1)].map((letter) => letter + by);
    return spread.join('') + all.slice(count - 1).join('');
  }
  if (count === found) {
    return text.replaceAll(old, () => by);
  }
  const pieces = new Pieces(env);
  const rest = cut(text, old, count, pieces);
  return [...pieces.done(), rest].join(by);
}

/** Cuts at a separator so many times and returns what is left. */
function cut(text: string, separator: string, most: number, pieces: Pieces): string {
  let start = 0;
  for (let at = text.indexOf(separator); at !== -1 && pieces.all.length < most; at = text.indexOf(separator, start)) {
    pieces.push(text.slice(start, at));
    start = at + separator.length;
  }
  return text.slice(start);
}

const BYTES_PER_PIECE = 32;

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
    this.#env.meter.items(this.all.length);
    this.#env.meter.allocate(this.all.length * BYTES_PER_PIECE);
    return this.all;
  }
}

/** `split` as Python does it: without a separator at runs of white space. */
export function split(text: string, separator: string | undefined, most: number, env: Env): readonly string[] {
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
  pieces.push(cut(text, separator, limit, pieces));
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
export function splitRight(text: string, separator: string | undefined, most: number, env: Env): readonly string[] {
  const pieces = split(text, separator, -1, env);
  if (most < 0 || pieces.length <= most + 1) {
    return pieces;
  }
  const tail = pieces.slice(pieces.length - most);
  if (separator !== undefined) {
    return [pieces.slice(0, pieces.length - most).join(separator), ...tail];
  }
  let rest = text.trimEnd();
  for (const piece of [...tail].reverse()) {
    rest = rest.slice(0, rest.length - piece.length).trimEnd();
  }
  return [rest.trimStart(), ...tail];
}

/** First letter large, the rest small. */
export function capitalize(text: string): string {
  const first = text === '' ? '' : characterFrom(text, 0);
  return first.toUpperCase() + text.slice(first.length).toLowerCase();
}

/** Fills a text up to a width; `side` says where the text goes. */
export function pad(text: string, width: number, side: 'left' | 'center' | 'right', fill: string, env: Env): string {
  const missing = width - characterCount(text);
  if (missing <= 0) {
    return text;
  }
  env.meter.reserve(text.length + missing * fill.length);
  // Python's rule for an odd rest.
  const before = side === 'left' ? 0 : side === 'right' ? missing : Math.floor(missing / 2) + (missing & width & 1);
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
  env.meter.charge(count >> 3);
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
