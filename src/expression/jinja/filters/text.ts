import { integerOf, stringOf } from '../../core/arguments.ts';
import type { CallArguments } from '../../core/callable.ts';
import { characterCount, sliceCharacters } from '../../core/characters.ts';
import { dictFrom } from '../../core/dictionary.ts';
import type { Env } from '../../core/env.ts';
import { printf } from '../../core/printf.ts';
import { type AnyOperation, freeOperation, operation } from '../../core/signature.ts';
import { textOf } from '../../core/text.ts';
import { capitalize, pad, replaceText, split, strip } from '../../core/text-functions.ts';
import { isMapping, tuple, type Value } from '../../core/value.ts';
import { fail } from '../../error.ts';

/** A filter from text to text; other values are written out first. */
function onText(run: (text: string, env: Env) => string): AnyOperation {
  return operation('', (input, _, env) => {
    const text = textOf(input, env);
    env.meter.charge(text.length >> 5);
    return env.meter.text(run(text, env));
  });
}

/** Filters over strings. */
export const TEXT_FILTERS: readonly (readonly [string, AnyOperation])[] = [
  ['string', onText((text) => text)],
  ['upper', onText((text) => text.toUpperCase())],
  ['lower', onText((text) => text.toLowerCase())],
  ['capitalize', onText(capitalize)],
  ['title', onText(title)],
  [
    'trim',
    operation('chars?', (input, [chars], env) =>
      env.meter.text(strip(textOf(input, env), chars === undefined || chars === null ? undefined : stringOf(chars))),
    ),
  ],
  [
    'replace',
    operation('old new count?', (input, [old = '', by = '', count], env) =>
      replaceText(
        textOf(input, env),
        textOf(old, env),
        textOf(by, env),
        count === null ? -1 : integerOf(count, -1),
        env,
      ),
    ),
  ],
  [
    'split',
    operation('separator? count?', (input, [separator = null, count], env) =>
      split(stringOf(input), separator === null ? undefined : stringOf(separator), integerOf(count, -1), env),
    ),
  ],
  ['startswith', operation('prefix', (input, [part = ''], env) => textOf(input, env).startsWith(textOf(part, env)))],
  ['endswith', operation('suffix', (input, [part = ''], env) => textOf(input, env).endsWith(textOf(part, env)))],
  ['format', freeOperation(format)],
  [
    'center',
    operation('width?', (input, [width], env) => pad(textOf(input, env), integerOf(width, 80), 'center', ' ', env)),
  ],
  ['wordcount', operation('', (input, _, env) => words(textOf(input, env), env))],
  ['truncate', operation('length? killwords? end? leeway?', truncate)],
];

function words(text: string, env: Env): number {
  env.meter.read(text);
  return (text.match(/[\p{L}\p{N}_]+/gu) ?? []).length;
}

const TITLE_BREAK = /([-\s({[<]+)/;

function title(text: string): string {
  return text.split(TITLE_BREAK).map(capitalize).join('');
}

function format(input: Value, { positional, named }: CallArguments, env: Env): Value {
  if (positional.length > 0 && named.size > 0) {
    fail('type_error', 'format takes values or named values, not both');
  }
  const values = named.size > 0 ? dictFrom(named, env) : tuple(...positional);
  return isMapping(values) || positional.length > 0 ? printf(input, values, env) : printf(input, tuple(), env);
}

function truncate(
  input: Value,
  [length, killWords = false, end = '...', leeway]: readonly (Value | undefined)[],
  env: Env,
): Value {
  const text = textOf(input, env);
  const width = integerOf(length, 255);
  const mark = stringOf(end);
  const slack = leeway === null ? 5 : integerOf(leeway, 5);
  if (width < characterCount(mark)) {
    fail('assertion', `the length must be at least ${characterCount(mark)}, the length of the end mark`);
  }
  if (slack < 0) {
    fail('assertion', 'the leeway must not be negative');
  }
  env.meter.read(text);
  if (characterCount(text) <= width + slack) {
    return text;
  }
  const kept = sliceCharacters(text, 0, width - characterCount(mark));
  const space = kept.lastIndexOf(' ');
  return env.meter.text((killWords === true || space === -1 ? kept : kept.slice(0, space)) + mark);
}
