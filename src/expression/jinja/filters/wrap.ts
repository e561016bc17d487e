import { integerOf, stringOf } from '../../core/arguments.ts';
import { characterCount, characters } from '../../core/characters.ts';
import type { Env } from '../../core/env.ts';
import { type AnyOperation, type Bound, operation } from '../../core/signature.ts';
import { textOf } from '../../core/text.ts';
import { lines } from '../../core/text-functions.ts';
import { truth } from '../../core/truth.ts';
import type { Value } from '../../core/value.ts';
import { fail } from '../../error.ts';

/** Filters over lines of text. */
export const WRAP_FILTERS: readonly (readonly [string, AnyOperation])[] = [
  ['indent', operation('width? first? blank?', indent)],
  ['wordwrap', operation('width? break_long_words? wrapstring? break_on_hyphens?', wordWrap)],
];

function indent(input: Value, [width = 4, first = false, blank = false]: Bound, env: Env): Value {
  const text = textOf(input, env);
  const margin = typeof width === 'string' ? width : ' '.repeat(margins(integerOf(width), env));
  const all = lines(`${text}\n`, false, env);
  env.meter.reserve(text.length + all.length * margin.length);
  const indented = all.map((line, i) => {
    const wanted = i === 0 ? truth(first) : line !== '' || truth(blank);
    return wanted ? margin + line : line;
  });
  return indented.join('\n');
}

function margins(width: number, env: Env): number {
  env.meter.reserve(Math.max(0, width));
  return Math.max(0, width);
}

function wordWrap(input: Value, [width, breakLong = true, newLine = null, hyphens = true]: Bound, env: Env): Value {
  const text = textOf(input, env);
  const size = integerOf(width, 79);
  if (size < 1) {
    fail('value_error', 'the width must be at least 1');
  }
  const joint = newLine === null ? '\n' : stringOf(newLine);
  env.meter.charge(text.length);
  env.meter.items(Math.ceil(text.length / size));
  const wrapped = lines(text, false, env).map((line) =>
    wrapLine(line, size, truth(breakLong), truth(hyphens)).join(joint),
  );
  return env.meter.text(wrapped.join(joint));
}

/** Words and the white space between them; words may also part behind a hyphen. */
function chunks(line: string, hyphens: boolean): readonly string[] {
  const parts = line.split(/(\s+)/).filter((part) => part !== '');
  return hyphens ? parts.flatMap((part) => part.split(/(?<=[^\s-]-)(?=[^\s-])/)) : parts;
}

/** Fills lines with as many chunks as fit; white space at the end of a line goes, at its beginning it stays. */
function wrapLine(line: string, width: number, breakLong: boolean, hyphens: boolean): readonly string[] {
  const rest = [...chunks(line, hyphens)].reverse();
  const out: string[] = [];
  while (rest.length > 0) {
    const current: string[] = [];
    let used = 0;
    if (out.length > 0 && rest.at(-1)?.trim() === '') {
      rest.pop();
    }
    for (let next = rest.at(-1); next !== undefined && used + characterCount(next) <= width; next = rest.at(-1)) {
      current.push(next);
      used += characterCount(next);
      rest.pop();
    }
    const long = rest.at(-1);
    if (long !== undefined && characterCount(long) > width) {
      rest.pop();
      if (breakLong) {
        breakChunk(long, width, used, current, rest);
      } else {
        (current.length === 0 ? current : rest).push(long);
      }
    }
    if (current.at(-1)?.trim() === '') {
      current.pop();
    }
    if (current.length > 0) {
      out.push(current.join(''));
    }
  }
  return out;
}

/** A chunk longer than a line is cut to fill the line, or stands on a line of its own. */
function breakChunk(long: string, width: number, used: number, current: string[], rest: string[]): void {
  const letters = characters(long);
  const space = Math.max(1, width - used);
  current.push(letters.slice(0, space).join(''));
  // All of it at once: cutting the rest again for each line would take quadratic time.
  const pieces: string[] = [];
  for (let at = space; at < letters.length; at += width) {
    pieces.push(letters.slice(at, at + width).join(''));
  }
  for (const piece of pieces.reverse()) {
    rest.push(piece);
  }
}
