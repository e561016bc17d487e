import { integerOf } from '../../core/arguments.ts';
import { characterCount, characters, sliceCharacters } from '../../core/characters.ts';
import { dictFrom } from '../../core/dictionary.ts';
import { spaces } from '../../core/json-writer.ts';
import { printf } from '../../core/printf.ts';
import {
  capitalize,
  converting,
  lines,
  lower,
  padded,
  replaceText,
  split,
  stripping,
  titled,
  upper,
} from '../../core/text-functions.ts';
import { tuple } from '../../core/value.ts';
import { atLeast, fail } from '../../error.ts';
import { charge, chargeItems, chargeReading, chargeText, counted } from '../../run.ts';
import { type Operation, operations } from '../operation.ts';

/** What strings have as methods, too. */
export const CASES: readonly Operation[] = operations({
  'upper input:text': upper,
  'lower input:text': lower,
  'capitalize input:text': converting(capitalize),
});

export const TEXT_FILTERS: readonly Operation[] = [
  ...CASES,
  ...operations({
    'string input:text': (text) => text,
    'title input:text': titled(/[^-\s({[<]+/g),
    'trim input:text chars=:string?': stripping(true, true),
    'replace input:text old:text new:text count=:int?': replaceText,
    'split input:string separator=:string? count=:int': split,
    'startswith input:text prefix:text': (text, part) => text.startsWith(part),
    'endswith input:text suffix:text': (text, part) => text.endsWith(part),
    'format input:any **named:any *values:any': (input, named, ...values) =>
      values.length > 0 && named.size > 0
        ? fail('type_error', 'values and named values cannot be mixed')
        : printf(input, named.size > 0 ? dictFrom(named) : tuple(...values)),
    'center input:text width=:int': (text, width = 80) => padded(text, width, 'center'),
    'wordcount input:text': (text) => {
      chargeReading(text);
      return (text.match(/[\p{L}\p{N}_]+/gu) ?? []).length;
    },
    'truncate input:text length=:int killwords=:any end=:string leeway=:int?': (
      text,
      width = 255,
      killWords,
      end = '...',
      leeway,
    ) => {
      const least = characterCount(end);
      const slack = leeway ?? 5;
      if (width < least || slack < 0) {
        fail('assertion', 'the length is too small');
      }
      chargeReading(text);
      if (characterCount(text) <= width + slack) {
        return text;
      }
      const kept = sliceCharacters(text, 0, width - least);
      const space = kept.lastIndexOf(' ');
      return counted((killWords === true || space === -1 ? kept : kept.slice(0, space)) + end);
    },
    'indent input:text width=:any first=:bool blank=:bool': (text, width = 4, first, blank) => {
      const margin = typeof width === 'string' ? width : spaces(integerOf(width));
      const all = lines(`${text}\n`);
      chargeText(text.length + all.length * margin.length);
      return all.map((line, i) => ((i > 0 ? line || blank : first) ? margin + line : line)).join('\n');
    },
    'wordwrap input:text width=:int break_long_words=:bool wrapstring=:string? break_on_hyphens=:bool': (
      text,
      width = 79,
      breakLong = true,
      newLine,
      hyphens = true,
    ) => {
      atLeast(1, width, 'width');
      const joint = newLine ?? '\n';
      charge(text.length);
      chargeItems(Math.ceil(text.length / width));
      return counted(
        lines(text)
          .map((line) => wrapLine(line, width, breakLong, hyphens).join(joint))
          .join(joint),
      );
    },
  }),
];

/** Cuts a line into lines that keep a width, as Python's `textwrap` does. */
function wrapLine(line: string, width: number, breakLong: boolean, hyphens: boolean): readonly string[] {
  const out: string[] = [];
  let current = '';
  let used = 0;
  const finish = (): void => {
    const kept = current.trimEnd();
    if (kept !== '') {
      out.push(kept);
    }
    current = '';
    used = 0;
  };
  const words = line.split(hyphens ? /(\s+)|(?<=[^\s-]-)(?=[^\s-])/ : /(\s+)/).filter(Boolean);
  for (const word of words) {
    for (const part of breakLong && characterCount(word) > width ? characters(word) : [word]) {
      const size = characterCount(part);
      if (used + size > width) {
        finish();
      }
      if (current || part.trim() || out.length === 0) {
        current += part;
        used += size;
      }
    }
  }
  finish();
  return out;
}
