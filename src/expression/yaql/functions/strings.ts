import { characterCount } from '../../core/characters.ts';
import { pairsOf } from '../../core/dictionary.ts';
import { iterate } from '../../core/iterate.ts';
import { sliceText } from '../../core/member.ts';
import { strFormat } from '../../core/str-format.ts';
import { textOf } from '../../core/text.ts';
import {
  joinTexts,
  lower,
  replaceText,
  split,
  splitRight,
  strip,
  stripping,
  upper,
} from '../../core/text-functions.ts';
import type { Value } from '../../core/value.ts';
import { chargeReading, counted, run } from '../../run.ts';
import { eager, type Overload } from '../overloads.ts';

/** The text of a value as YAQL's `str` writes it. */
export function yaqlText(value: Value): string {
  return value === null || typeof value === 'boolean' ? String(value) : counted(asTuples(() => textOf(value)));
}

function asTuples<T>(work: () => T): T {
  const { style } = run;
  run.style = style === 'python' ? 'tuples' : style;
  try {
    return work();
  } finally {
    run.style = style;
  }
}

function joined(items: readonly Value[], separator: string): string {
  return joinTexts(items.map(yaqlText), separator);
}

export const STRINGS: readonly Overload[] = eager({
  'str value:any': yaqlText,
  'len|.len string:string': (text) => {
    chargeReading(text);
    return characterCount(text);
  },
  'concat *args:string': (...texts) => joinTexts(texts, ''),
  '.toUpper string:string': upper,
  '.toLower string:string': lower,
  '.split string:string separator=:string? maxSplits=:int': split,
  '.rightSplit string:string separator=:string? maxSplits=:int': splitRight,
  '.join sequence:items separator:string': joined,
  '.join separator:string sequence:items': (separator, items) => joined(items, separator),
  '.trim string:string chars=:string?': stripping(true, true),
  '.trimLeft string:string chars=:string?': stripping(true, false),
  '.trimRight string:string chars=:string?': stripping(false, true),
  'norm|.norm string:string? chars=:string?': (text, chars) => {
    const bare = strip(text ?? '', chars);
    chargeReading(bare);
    return bare || null;
  },
  'isEmpty|.isEmpty string:string? trim=:some chars=:string?': (text, trims = true, chars = null) =>
    strip(text ?? '', trims ? chars : '') === '',
  '.replace string:string old:string new:string count=:int': replaceText,
  '.replace string:string replacements:dict count=:int': (text, replacements, count) =>
    pairsOf(replacements).reduce(
      (result, [key, value]) => replaceText(result, yaqlText(key), yaqlText(value), count),
      text,
    ),
  '.substring string:string start:int length=:int': (text, start, length = -1) => {
    const size = characterCount(text);
    const first = start < 0 ? start + size : start;
    return sliceText(text, first, first + (length < 0 ? size : length));
  },
  '.toCharArray string:string': iterate,
  'format|.format string:string **kwargs:any *args:any': (text, named, ...positional) =>
    asTuples(() => strFormat(text, positional, named)),
});
