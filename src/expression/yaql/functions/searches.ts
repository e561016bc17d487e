import { characterCount, sliceCharacters } from '../../core/characters.ts';
import type { Env } from '../../core/env.ts';
import { truth } from '../../core/truth.ts';
import type { Value } from '../../core/value.ts';
import { asFunction, asMethod, type Entry } from '../overloads.ts';
import { type Given, textIn, wholeIn } from '../parameters.ts';

/** Where a part stands in a string, counted in characters; -1 when nowhere. */
function find(last: boolean): (given: readonly Given[], env: Env) => Value {
  return ([string, sub, start, length], env) => {
    const text = textIn(string);
    const part = textIn(sub);
    env.meter.read(text);
    const size = characterCount(text);
    const from = clamp(wholeIn(start), size);
    const count = length === undefined ? size : wholeIn(length) < 0 ? size - from : wholeIn(length);
    const range = sliceCharacters(text, from, Math.min(size, from + count));
    const at = last ? range.lastIndexOf(part) : range.indexOf(part);
    return at === -1 || wholeIn(start) > size ? -1 : from + characterCount(range.slice(0, at));
  };
}

function clamp(start: number, length: number): number {
  return Math.min(length, start < 0 ? Math.max(0, start + length) : start);
}

function edge(holds: (text: string, part: string) => boolean): (given: readonly Given[]) => Value {
  return ([string, ...parts]) => parts.some((part) => holds(textIn(string), textIn(part)));
}

const DIGITS = '0123456789';
const LOWER = 'abcdefghijklmnopqrstuvwxyz';
const UPPER = LOWER.toUpperCase();
const PUNCTUATION = '!"#$%&\'()*+,-./:;<=>?@[\\]^_`{|}~';
const WHITESPACE = ' \t\n\r\v\f';
const SETS: readonly (readonly [string, string])[] = [
  ['digits', DIGITS],
  ['hexdigits', `${DIGITS}abcdefABCDEF`],
  ['asciiLowercase', LOWER],
  ['asciiUppercase', UPPER],
  ['asciiLetters', LOWER + UPPER],
  ['letters', LOWER + UPPER],
  ['octdigits', '01234567'],
  ['punctuation', PUNCTUATION],
  ['printable', DIGITS + LOWER + UPPER + PUNCTUATION + WHITESPACE],
  ['lowercase', LOWER],
  ['uppercase', UPPER],
  ['whitespace', WHITESPACE],
];

/** Looking for parts of strings. */
export const SEARCHES: readonly Entry[] = [
  asMethod('indexOf string:string sub:string start=:int length=:int', find(false)),
  asMethod('lastIndexOf string:string sub:string start=:int length=:int', find(true)),
  asMethod(
    'startsWith string:string *prefixes:string',
    edge((text, part) => text.startsWith(part)),
  ),
  asMethod(
    'endsWith string:string *suffixes:string',
    edge((text, part) => text.endsWith(part)),
  ),
  asFunction(['characters', ...SETS.map(([name]) => `${name}=:any`)].join(' '), (given) => {
    const wanted = SETS.filter((_, i) => truth((given[i] ?? false) as Value)).map(([, letters]) => letters);
    return [...new Set(wanted.join(''))];
  }),
];
