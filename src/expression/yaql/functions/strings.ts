import { characterCount } from '../../core/characters.ts';
import { entriesOf } from '../../core/dictionary.ts';
import type { Env } from '../../core/env.ts';
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
import { eager, type Overload } from '../overloads.ts';

/** The text of a value as YAQL's `str` writes it. */
export function yaqlText(value: Value, env: Env): string {
  return value === null || typeof value === 'boolean' ? String(value) : env.meter.text(textOf(value, asTuples(env)));
}

function asTuples(env: Env): Env {
  return env.style === 'python' ? env.styled('tuples') : env;
}

function joined(env: Env, items: readonly Value[], separator: string): string {
  return joinTexts(
    items.map((item) => yaqlText(item, env)),
    separator,
    env,
  );
}

export const STRINGS: readonly Overload[] = [
  eager('str value:any', (env, value) => yaqlText(value, env)),
  eager('len|.len string:string', (env, text) => {
    env.meter.read(text);
    return characterCount(text);
  }),
  eager('concat *args:string', (env, ...texts) => joinTexts(texts, '', env)),
  eager('.toUpper string:string', upper),
  eager('.toLower string:string', lower),
  eager('.split string:string separator=:string? maxSplits=:int', split),
  eager('.rightSplit string:string separator=:string? maxSplits=:int', splitRight),
  eager('.join sequence:items separator:string', joined),
  eager('.join separator:string sequence:items', (env, separator, items) => joined(env, items, separator)),
  eager('.trim string:string chars=:string?', stripping(true, true)),
  eager('.trimLeft string:string chars=:string?', stripping(true, false)),
  eager('.trimRight string:string chars=:string?', stripping(false, true)),
  eager('norm|.norm string:string? chars=:string?', (env, text, chars) => {
    const bare = strip(text ?? '', chars);
    env.meter.read(bare);
    return bare === '' ? null : bare;
  }),
  eager(
    'isEmpty|.isEmpty string:string? trim=:some chars=:string?',
    (_, text, trims = true, chars = null) => (trims ? strip(text ?? '', chars) : (text ?? '')) === '',
  ),
  eager('.replace string:string old:string new:string count=:int', replaceText),
  eager('.replace string:string replacements:dict count=:int', (env, text, replacements, count) =>
    entriesOf(replacements, env).reduce(
      (result, [key, value]) => replaceText(env, result, yaqlText(key, env), yaqlText(value, env), count),
      text,
    ),
  ),
  eager('.substring string:string start:int length=:int', (env, text, start, length = -1) => {
    const size = characterCount(text);
    const first = start < 0 ? start + size : start;
    return sliceText(text, first, first + (length < 0 ? size : length), 1, env);
  }),
  eager('.toCharArray string:string', (env, text) => iterate(text, env)),
  eager('format|.format string:string **kwargs:any *args:any', (env, text, named, ...positional) =>
    strFormat(text, { positional, named }, asTuples(env)),
  ),
];
