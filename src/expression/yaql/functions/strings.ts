import { characterCount, sliceCharacters } from '../../core/characters.ts';
import { entriesOf } from '../../core/dictionary.ts';
import type { Env } from '../../core/env.ts';
import { iterate } from '../../core/iterate.ts';
import { strFormat } from '../../core/str-format.ts';
import { textOf } from '../../core/text.ts';
import { replaceText, split, splitRight, strip } from '../../core/text-functions.ts';
import { truth } from '../../core/truth.ts';
import { isMapping, type Value } from '../../core/value.ts';
import { asBoth, asFunction, asMethod, type Entry } from '../overloads.ts';
import { type Given, textIn, valueIn, wholeIn } from '../parameters.ts';

/** `str(x)`: null and booleans as YAQL writes them, the rest in the style of the dialect, lists as tuples. */
export function yaqlText(value: Value, env: Env): string {
  if (value === null || typeof value === 'boolean') {
    return String(value);
  }
  return env.meter.text(textOf(value, asTuples(env)));
}

/** Within strings, the Python style of YAQL shows lists as tuples. */
function asTuples(env: Env): Env {
  return env.style === 'python' ? env.styled('tuples') : env;
}

function converted(run: (text: string) => string): (given: readonly Given[], env: Env) => Value {
  return ([text], env) => env.meter.text(run(textIn(text)));
}

function stripped(left: boolean, right: boolean): (given: readonly Given[], env: Env) => Value {
  return ([text, chars], env) => {
    env.meter.read(textIn(text));
    return strip(textIn(text), optionalText(chars), left, right);
  };
}

function optionalText(given: Given): string | undefined {
  return typeof given === 'string' ? given : undefined;
}

function joined(list: Given, separator: Given, env: Env): Value {
  const between = textIn(separator);
  const parts = iterate(valueIn(list), env).map((item) => yaqlText(item, env));
  env.meter.reserve(parts.reduce((size, part) => size + part.length + between.length, 0));
  return parts.join(between);
}

function replaceMany([text, replacements, count]: readonly Given[], env: Env): Value {
  const dict = valueIn(replacements);
  let result = textIn(text);
  for (const [key, value] of isMapping(dict) ? entriesOf(dict, env) : []) {
    result = replaceText(result, yaqlText(key, env), yaqlText(value, env), wholeIn(count, -1), env);
  }
  return result;
}

function substring([text, start, length]: readonly Given[], env: Env): Value {
  const all = textIn(text);
  env.meter.read(all);
  const size = characterCount(all);
  const first = wholeIn(start) < 0 ? wholeIn(start) + size : wholeIn(start);
  const count = wholeIn(length, -1) < 0 ? size : wholeIn(length, -1);
  // Positions count from the end when they are negative, in the way of Python's slices.
  const clamp = (at: number): number => Math.min(size, at < 0 ? Math.max(0, at + size) : at);
  return sliceCharacters(all, clamp(first), clamp(first + count));
}

function norm([text, chars]: readonly Given[], env: Env): Value {
  const bare = text === null ? '' : strip(textIn(text), optionalText(chars));
  env.meter.read(bare);
  return bare === '' ? null : bare;
}

function isEmpty([text, trim, chars]: readonly Given[]): Value {
  const bare = trim === undefined || truth(valueIn(trim)) ? strip(textIn(text), optionalText(chars)) : textIn(text);
  return text === null || bare === '';
}

function concatenated(parts: readonly Given[], env: Env): Value {
  const texts = parts.map(textIn);
  env.meter.reserve(texts.reduce((size, text) => size + text.length, 0));
  return texts.join('');
}

/** Strings. */
export const STRINGS: readonly Entry[] = [
  asFunction('str value:any', ([value], env) => yaqlText(valueIn(value), env)),
  asFunction('isString arg:any', ([arg]) => typeof arg === 'string'),
  asBoth('len string:string', ([text], env) => {
    env.meter.read(textIn(text));
    return characterCount(textIn(text));
  }),
  asFunction('concat *args:string', concatenated),
  asMethod(
    'toUpper string:string',
    converted((text) => text.toUpperCase()),
  ),
  asMethod(
    'toLower string:string',
    converted((text) => text.toLowerCase()),
  ),
  asMethod('split string:string separator=:string? maxSplits=:int', ([text, separator, most], env) =>
    split(textIn(text), optionalText(separator), wholeIn(most, -1), env),
  ),
  asMethod('rightSplit string:string separator=:string? maxSplits=:int', ([text, separator, most], env) =>
    splitRight(textIn(text), optionalText(separator), wholeIn(most, -1), env),
  ),
  asMethod('join sequence:iterable separator:string', ([list, separator], env) => joined(list, separator, env)),
  asMethod('join separator:string sequence:iterable', ([separator, list], env) => joined(list, separator, env)),
  asMethod('trim string:string chars=:string?', stripped(true, true)),
  asMethod('trimLeft string:string chars=:string?', stripped(true, false)),
  asMethod('trimRight string:string chars=:string?', stripped(false, true)),
  asBoth('norm string:string? chars=:string?', norm),
  asBoth('isEmpty string:string? trim=:some chars=:string?', isEmpty),
  asMethod('replace string:string old:string new:string count=:int', ([text, old, by, count], env) =>
    replaceText(textIn(text), textIn(old), textIn(by), wholeIn(count, -1), env),
  ),
  asMethod('replace string:string replacements:dict count=:int', replaceMany),
  asMethod('substring string:string start:int length=:int', substring),
  asMethod('toCharArray string:string', ([text], env) => [...iterate(textIn(text), env)]),
  asBoth('format string:string *args:any **kwargs:any', ([text, ...args], env, named) =>
    strFormat(textIn(text), { positional: args.map(valueIn), named }, asTuples(env)),
  ),
];
