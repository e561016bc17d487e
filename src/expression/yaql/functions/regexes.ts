import type { Env } from '../../core/env.ts';
import { type Match, Regex } from '../../core/regex.ts';
import { expandReplacement, replaceMatches } from '../../core/regex-replace.ts';
import { Sequence } from '../../core/sequence.ts';
import { truth } from '../../core/truth.ts';
import type { Value } from '../../core/value.ts';
import type { Lambda } from '../lambda.ts';
import { asFunction, asMethod, type Entry } from '../overloads.ts';
import { type Given, lambdaOf, textIn, valueIn, wholeIn } from '../parameters.ts';
import { yaqlText } from './strings.ts';

function regexOf([pattern, ignoreCase, multiLine, dotAll]: readonly Given[], env: Env): Regex {
  const flag = (given: Given): boolean => given !== undefined && truth(valueIn(given));
  return new Regex(
    textIn(pattern),
    { ignoreCase: flag(ignoreCase), multiLine: flag(multiLine), dotAll: flag(dotAll) },
    env,
  );
}

function regexIn(given: Given, env: Env): Regex {
  return given instanceof Regex ? given : new Regex(textIn(given), {}, env);
}

function record(match: Match, index: number): Value {
  const group = match.groups[index];
  return { value: group?.text ?? null, start: group?.start ?? -1, end: group?.end ?? -1 };
}

/** A selector sees all of the match as `$1` (also `$`), the first group as `$2`, a named one as `$name`. */
function selected(match: Match, regex: Regex, selector: Lambda | undefined): Value {
  if (selector === undefined) {
    return match.groups[0]?.text ?? null;
  }
  const groups = match.groups.map((_, i) => record(match, i));
  const names = [...regex.names].map(([name, index]) => [name, record(match, index)] as const);
  return selector.callWith(groups, names);
}

function search([regexp, string, selector]: readonly Given[], env: Env): Value {
  const regex = regexIn(regexp, env);
  const match = regex.search(textIn(string), env);
  return match === undefined ? null : selected(match, regex, lambdaOf(selector));
}

function searchAll([regexp, string, selector]: readonly Given[], env: Env): Value {
  const regex = regexIn(regexp, env);
  return new Sequence(function* () {
    for (const match of regex.matches(textIn(string), env)) {
      yield selected(match, regex, lambdaOf(selector));
    }
  });
}

/** Cuts at matches; the groups of a match stand between the pieces. */
function splitBy([regexp, string, most]: readonly Given[], env: Env): Value {
  const text = textIn(string);
  const pieces: Value[] = [];
  const limit = wholeIn(most);
  let at = 0;
  let count = 0;
  for (const match of regexIn(regexp, env).matches(text, env)) {
    env.meter.items(match.groups.length);
    pieces.push(text.slice(at, match.start), ...match.groups.slice(1).map((group) => group.text));
    at = match.end;
    if (++count === limit) {
      break;
    }
  }
  return [...pieces, text.slice(at)];
}

function replace([regexp, string, by, count]: readonly Given[], env: Env): Value {
  const regex = regexIn(regexp, env);
  const template = textIn(by);
  return replaceMatches(
    regex,
    textIn(string),
    (match) => expandReplacement(template, match, regex),
    wholeIn(count),
    env,
  );
}

function replaceBy([regexp, string, by, count]: readonly Given[], env: Env): Value {
  const regex = regexIn(regexp, env);
  const replacement = (match: Match): string => {
    const value = selected(match, regex, lambdaOf(by));
    return typeof value === 'string' ? value : yaqlText(value, env);
  };
  return replaceMatches(regex, textIn(string), replacement, wholeIn(count), env);
}

/** A method of regular expressions with a string, and of strings with a regular expression. */
function eitherWay(
  name: string,
  further: string,
  pattern: 'regex' | 'string',
  run: (given: readonly Given[], env: Env) => Value,
): readonly Entry[] {
  return [
    asMethod(`${name} regexp:regex string:string${further}`, run),
    asMethod(`${name} string:string regexp:${pattern}${further}`, ([string, regexp, ...more], env) =>
      run([regexp, string, ...more], env),
    ),
  ];
}

/** Regular expressions, which are matched in linear time. */
export const REGEXES: readonly Entry[] = [
  asFunction('regex pattern:string ignoreCase=:any multiLine=:any dotAll=:any', regexOf),
  asFunction('isRegex value:any', ([value]) => value instanceof Regex),
  asFunction('escapeRegex string:string', ([text], env) =>
    env.meter.text(textIn(text).replace(/[-.*+?^${}()|[\]\\\s#&~]/g, '\\$&')),
  ),
  ...eitherWay(
    'matches',
    '',
    'string',
    ([regexp, text], env) => regexIn(regexp, env).search(textIn(text), env) !== undefined,
  ),
  asMethod('search regexp:regex string:string selector=:lambda', search),
  asMethod('searchAll regexp:regex string:string selector=:lambda', searchAll),
  ...eitherWay('split', ' maxSplit=:int', 'regex', splitBy),
  ...eitherWay('replace', ' repl:string count=:int', 'regex', replace),
  ...eitherWay('replaceBy', ' repl:lambda count=:int', 'regex', replaceBy),
];
