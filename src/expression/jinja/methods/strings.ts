import { integerOf, stringOf } from '../../core/arguments.ts';
import { characterCount, sliceCharacters } from '../../core/characters.ts';
import type { Env } from '../../core/env.ts';
import { iterate } from '../../core/iterate.ts';
import { type AnyOperation, type Bound, freeOperation, operation } from '../../core/signature.ts';
import { strFormat } from '../../core/str-format.ts';
import * as text from '../../core/text-functions.ts';
import { truth } from '../../core/truth.ts';
import { isList, tuple, type Value } from '../../core/value.ts';
import { fail } from '../../error.ts';

function convert(run: (value: string) => string): AnyOperation {
  return operation('', (input, _, env) => {
    env.meter.charge(String(input).length >> 4);
    return env.meter.text(run(String(input)));
  });
}

/** A check of all characters; empty text passes none. */
function every(pattern: RegExp): AnyOperation {
  return operation('', (input, _, env) => {
    env.meter.read(String(input));
    return pattern.test(String(input));
  });
}

function stripping(left: boolean, right: boolean): AnyOperation {
  return operation('chars?', (input, [chars = null], env) =>
    env.meter.text(text.strip(String(input), chars === null ? undefined : stringOf(chars), left, right)),
  );
}

function cutting(cut: typeof text.split): AnyOperation {
  return operation('sep? maxsplit?', (input, [separator = null, most], env) => [
    ...cut(String(input), separator === null ? undefined : stringOf(separator), integerOf(most, -1), env),
  ]);
}

function padding(side: 'left' | 'center' | 'right'): AnyOperation {
  return operation('width fillchar?', (input, [width, fill = ' '], env) => {
    const character = stringOf(fill);
    if (characterCount(character) !== 1) {
      fail('type_error', 'the fill character must be one character');
    }
    return text.pad(String(input), integerOf(width), side, character, env);
  });
}

/** `startswith` and `endswith` take one part or a tuple of them, and a range. */
function edge(holds: (value: string, part: string) => boolean): AnyOperation {
  return operation('part start? end?', (input, [part = '', start, end], env) => {
    const value = ranged(String(input), start, end, env).value;
    const parts = isList(part) ? part : [part];
    return parts.some((one) => holds(value, stringOf(one)));
  });
}

interface Ranged {
  readonly value: string;
  readonly from: number;
}

function ranged(value: string, start: Value | undefined, end: Value | undefined, env: Env): Ranged {
  if (start === undefined && end === undefined) {
    return { value, from: 0 };
  }
  env.meter.read(value);
  const length = characterCount(value);
  const clamp = (at: number): number => Math.min(length, at < 0 ? Math.max(0, length + at) : at);
  const first = start === null ? 0 : integerOf(start);
  const from = clamp(first);
  const to = clamp(end === null ? length : integerOf(end, length));
  return { value: sliceCharacters(value, from, to), from: first > length ? first : from };
}

function finding(last: boolean, strict: boolean): AnyOperation {
  return operation('sub start? end?', (input, [sub = '', start, end], env) => {
    const { value, from } = ranged(String(input), start, end, env);
    env.meter.read(value);
    const part = stringOf(sub);
    const at = last ? value.lastIndexOf(part) : value.indexOf(part);
    if (at === -1) {
      return strict ? fail('value_error', 'the string does not contain this part') : -1;
    }
    return from + characterCount(value.slice(0, at));
  });
}

function partition(last: boolean): AnyOperation {
  return operation('sep', (input, [sep = ''], env) => {
    const value = String(input);
    const separator = stringOf(sep);
    env.meter.read(value);
    const at = last ? value.lastIndexOf(separator) : value.indexOf(separator);
    if (separator === '') {
      return fail('value_error', 'the separator is empty');
    }
    if (at === -1) {
      return last ? tuple('', '', value) : tuple(value, '', '');
    }
    return tuple(value.slice(0, at), separator, value.slice(at + separator.length));
  });
}

/** Methods of strings. */
export const STRING_METHODS: ReadonlyMap<string, AnyOperation> = new Map([
  ['upper', convert((value) => value.toUpperCase())],
  ['lower', convert((value) => value.toLowerCase())],
  ['casefold', convert((value) => value.toLowerCase().replaceAll('ß', 'ss'))],
  ['capitalize', convert(text.capitalize)],
  ['title', convert((value) => value.replace(/\p{L}+/gu, text.capitalize))],
  ['swapcase', convert(swapCase)],
  ['strip', stripping(true, true)],
  ['lstrip', stripping(true, false)],
  ['rstrip', stripping(false, true)],
  ['split', cutting(text.split)],
  ['rsplit', cutting(text.splitRight)],
  [
    'splitlines',
    operation('keepends?', (input, [keep = false], env) => [...text.lines(String(input), truth(keep), env)]),
  ],
  ['partition', partition(false)],
  ['rpartition', partition(true)],
  ['join', operation('items', join)],
  ['replace', operation('old new count?', replace)],
  ['startswith', edge((value, part) => value.startsWith(part))],
  ['endswith', edge((value, part) => value.endsWith(part))],
  ['removeprefix', operation('prefix', (input, [part = '']) => without(String(input), stringOf(part), true))],
  ['removesuffix', operation('suffix', (input, [part = '']) => without(String(input), stringOf(part), false))],
  ['find', finding(false, false)],
  ['rfind', finding(true, false)],
  ['index', finding(false, true)],
  ['rindex', finding(true, true)],
  [
    'count',
    operation('sub start? end?', (input, [sub = '', start, end], env) =>
      text.countOf(ranged(String(input), start, end, env).value, stringOf(sub), env),
    ),
  ],
  ['center', padding('center')],
  ['ljust', padding('left')],
  ['rjust', padding('right')],
  ['zfill', operation('width', zeroFill)],
  ['expandtabs', operation('tabsize?', expandTabs)],
  ['format', freeOperation((input, given, env) => strFormat(String(input), given, env))],
  ['isdigit', every(/^[\p{Nd}\u00b2\u00b3\u00b9\u2070\u2074-\u2079\u2080-\u2089\u2460-\u2468]+$/u)],
  ['isdecimal', every(/^\p{Nd}+$/u)],
  ['isnumeric', every(/^\p{N}+$/u)],
  ['isalpha', every(/^\p{L}+$/u)],
  ['isalnum', every(/^[\p{L}\p{N}]+$/u)],
  ['isspace', every(/^\s+$/)],
  ['isascii', every(/^[\0-\x7f]*$/)],
  ['isidentifier', every(/^[\p{L}_][\p{L}\p{N}_]*$/u)],
  ['islower', every(/^(?=.*\p{Ll})\P{Lu}*$/su)],
  ['isupper', every(/^(?=.*\p{Lu})\P{Ll}*$/su)],
  [
    'istitle',
    operation(
      '',
      (input) => /\p{L}/u.test(String(input)) && String(input).replace(/\p{L}+/gu, text.capitalize) === input,
    ),
  ],
]);

function swapCase(value: string): string {
  return value.replace(/\p{L}/gu, (letter) =>
    letter === letter.toUpperCase() ? letter.toLowerCase() : letter.toUpperCase(),
  );
}

function without(value: string, part: string, front: boolean): string {
  if (part === '' || !(front ? value.startsWith(part) : value.endsWith(part))) {
    return value;
  }
  return front ? value.slice(part.length) : value.slice(0, -part.length);
}

function join(input: Value, [items = null]: Bound, env: Env): Value {
  const parts = iterate(items, env).map((item) => stringOf(item));
  env.meter.reserve(parts.reduce((size, part) => size + part.length + String(input).length, 0));
  return parts.join(String(input));
}

function replace(input: Value, [old = '', by = '', count]: Bound, env: Env): Value {
  const most = integerOf(count, -1);
  return text.replaceText(String(input), stringOf(old), stringOf(by), most, env);
}

function zeroFill(input: Value, [width]: Bound, env: Env): Value {
  const [, sign = '', body = ''] = /^([+-]?)([\s\S]*)$/.exec(String(input)) ?? [];
  return sign + text.pad(body, integerOf(width) - sign.length, 'right', '0', env);
}

const MOST_TAB = 1000;

function expandTabs(input: Value, [size]: Bound, env: Env): Value {
  const width = Math.min(MOST_TAB, Math.max(0, integerOf(size, 8)));
  env.meter.charge(String(input).length >> 3);
  let column = 0;
  let out = '';
  for (const letter of String(input)) {
    const shown = letter === '\t' ? ' '.repeat(width === 0 ? 0 : width - (column % width)) : letter;
    env.meter.reserve(shown.length);
    out += shown;
    column = letter === '\n' || letter === '\r' ? 0 : column + shown.length;
  }
  return out;
}
