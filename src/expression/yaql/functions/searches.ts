import { characterCount } from '../../core/characters.ts';
import { signatureOf } from '../../core/parameters.ts';
import { type Find, findText } from '../../core/text-functions.ts';
import { truth } from '../../core/truth.ts';
import type { Value } from '../../core/value.ts';
import { eager, type Overload } from '../overloads.ts';

function finding(find: Find) {
  return (text: string, part: string, start = 0, length = -1): number => {
    const from = start < 0 ? Math.max(0, start + characterCount(text)) : start;
    return findText(text, part, from, length < 0 ? undefined : from + length, find);
  };
}

const DIGITS = '0123456789';
const LOWER = 'abcdefghijklmnopqrstuvwxyz';
const UPPER = LOWER.toUpperCase();
const PUNCTUATION = '!"#$%&\'()*+,-./:;<=>?@[\\]^_`{|}~';
const WHITESPACE = ' \t\n\r\v\f';
const LETTERS = LOWER + UPPER;
const SETS: Readonly<Record<string, string>> = {
  digits: DIGITS,
  hexdigits: `${DIGITS}abcdefABCDEF`,
  asciiLowercase: LOWER,
  asciiUppercase: UPPER,
  asciiLetters: LETTERS,
  letters: LETTERS,
  octdigits: DIGITS.slice(0, 8),
  punctuation: PUNCTUATION,
  printable: DIGITS + LETTERS + PUNCTUATION + WHITESPACE,
  lowercase: LOWER,
  uppercase: UPPER,
  whitespace: WHITESPACE,
};

export const SEARCHES: readonly Overload[] = [
  ...eager({
    '.indexOf string:string sub:string start=:int length=:int': finding('indexOf'),
    '.lastIndexOf string:string sub:string start=:int length=:int': finding('lastIndexOf'),
    '.startsWith string:string *prefixes:string': (text, ...parts) => parts.some((part) => text.startsWith(part)),
    '.endsWith string:string *suffixes:string': (text, ...parts) => parts.some((part) => text.endsWith(part)),
  }),
  {
    ...signatureOf(`characters ${Object.keys(SETS).join('=:any ')}=:any`),
    run: (...wanted) => [
      ...new Set(
        Object.values(SETS)
          .filter((_, i) => truth((wanted[i] ?? false) as Value))
          .join(''),
      ),
    ],
  },
];
