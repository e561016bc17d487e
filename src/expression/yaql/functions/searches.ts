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

/** Sets of ASCII characters. */
const SETS = {
  digits: /\d/,
  hexdigits: /[\da-f]/i,
  asciiLowercase: /[a-z]/,
  asciiUppercase: /[A-Z]/,
  asciiLetters: /[a-z]/i,
  letters: /[a-z]/i,
  octdigits: /[0-7]/,
  punctuation: /[!-/:-@[-`{-~]/,
  printable: /[ -~\s]/,
  lowercase: /[a-z]/,
  uppercase: /[A-Z]/,
  whitespace: /\s/,
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
    run: (...wanted) => {
      const sets = Object.values(SETS).filter((_, i) => truth((wanted[i] ?? false) as Value));
      const ascii = String.fromCharCode(...Array(128).keys());
      return [...ascii].filter((character) => sets.some((set) => set.test(character)));
    },
  },
];
