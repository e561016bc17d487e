import { integerOf, stringOf } from '../../core/arguments.ts';
import type { Env } from '../../core/env.ts';
import { Regex } from '../../core/regex.ts';
import { expandReplacement, replaceMatches } from '../../core/regex-replace.ts';
import { type AnyOperation, type Bound, operation } from '../../core/signature.ts';
import { textOf } from '../../core/text.ts';
import { truth } from '../../core/truth.ts';
import { Undefined } from '../../core/undefined.ts';
import type { Value } from '../../core/value.ts';

function regexOf(pattern: Value | undefined, ignoreCase: Value | undefined, env: Env): Regex {
  return new Regex(stringOf(pattern), { ignoreCase: truth(ignoreCase ?? false) }, env);
}

/** Filters with regular expressions, which are matched in linear time. */
export const REGEX_FILTERS: readonly (readonly [string, AnyOperation])[] = [
  [
    'regex_match',
    operation('pattern ignorecase?', (input, [pattern, ignoreCase], env) =>
      regexOf(pattern, ignoreCase, env).matchesStart(textOf(input, env), env),
    ),
  ],
  [
    'regex_search',
    operation('pattern ignorecase?', (input, [pattern, ignoreCase], env) => {
      return regexOf(pattern, ignoreCase, env).search(textOf(input, env), env) !== undefined;
    }),
  ],
  ['regex_replace', operation('pattern replacement? ignorecase?', replace)],
  ['regex_substring', operation('pattern result_index? ignorecase?', substring)],
  [
    'regex_findall',
    operation('pattern ignorecase?', (input, [pattern, ignoreCase], env) => [
      ...parts(input, pattern, ignoreCase, env),
    ]),
  ],
];

function replace(input: Value, [pattern, replacement = '', ignoreCase]: Bound, env: Env): Value {
  const regex = regexOf(pattern, ignoreCase, env);
  const template = stringOf(replacement);
  return replaceMatches(regex, textOf(input, env), (match) => expandReplacement(template, match, regex), 0, env);
}

function* parts(input: Value, pattern: Value | undefined, ignoreCase: Value | undefined, env: Env): Generator<Value> {
  for (const { groups } of regexOf(pattern, ignoreCase, env).matches(textOf(input, env), env)) {
    env.meter.items(1);
    const [whole, ...inner] = groups.map(({ text }) => text ?? '');
    yield inner.length === 0 ? (whole ?? '') : inner.length === 1 ? (inner[0] ?? '') : inner;
  }
}

function substring(input: Value, [pattern, index, ignoreCase]: Bound, env: Env): Value {
  const at = integerOf(index);
  const all = [...parts(input, pattern, ignoreCase, env)];
  return all.at(at) ?? new Undefined('undefined_variable', String(at), `there is no match ${at}`);
}
