import { characterCount } from '../../core/characters.ts';
import { signatureOf } from '../../core/parameters.ts';
import { findText } from '../../core/text-functions.ts';
import { truth } from '../../core/truth.ts';
import type { Value } from '../../core/value.ts';
import { eager, type Overload } from '../overloads.ts';

function finding(name: string, last: boolean): Overload {
  return eager(`.${name} string:string sub:string start=:int length=:int`, (text, part, start = 0, length = -1) => {
    const from = start < 0 ? Math.max(0, start + characterCount(text)) : start;
    return findText(text, part, from, length < 0 ? undefined : from + length, last);
  });
}

const ASCII = String.fromCharCode(...Array.from({ length: 95 }, (_, i) => i + 32));
const [DIGITS = '', LOWER = '', UPPER = '', PUNCTUATION = '', OCTAL = ''] = [
  /\D/g,
  /[^a-z]/g,
  /[^A-Z]/g,
  /[a-zA-Z\d ]/g,
  /[^0-7]/g,
].map((others) => ASCII.replace(others, ''));
const WHITESPACE = ' \t\n\r\v\f';
const SETS = [
  DIGITS,
  `${DIGITS}abcdefABCDEF`,
  LOWER,
  UPPER,
  LOWER + UPPER,
  LOWER + UPPER,
  OCTAL,
  PUNCTUATION,
  DIGITS + LOWER + UPPER + PUNCTUATION + WHITESPACE,
  LOWER,
  UPPER,
  WHITESPACE,
];
const SET_NAMES =
  'digits hexdigits asciiLowercase asciiUppercase asciiLetters letters octdigits punctuation printable lowercase uppercase whitespace';

export const SEARCHES: readonly Overload[] = [
  finding('indexOf', false),
  finding('lastIndexOf', true),
  eager('.startsWith string:string *prefixes:string', (text, ...parts) => parts.some((part) => text.startsWith(part))),
  eager('.endsWith string:string *suffixes:string', (text, ...parts) => parts.some((part) => text.endsWith(part))),
  {
    ...signatureOf(`characters ${SET_NAMES.replace(/\w+/g, '$&=:any')}`),
    run: (...wanted) => [...new Set(SETS.filter((_set, i) => truth((wanted[i] ?? false) as Value)).join(''))],
  },
];
