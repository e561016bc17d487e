import type { Env } from '../../core/env.ts';
import { type Match, Regex } from '../../core/regex.ts';
import { expandReplacement, replaceMatches } from '../../core/regex-replace.ts';
import { truth } from '../../core/truth.ts';
import type { Value } from '../../core/value.ts';
import type { Lambda } from '../lambda.ts';
import { eager, lazy, type Overload } from '../overloads.ts';
import { yaqlText } from './strings.ts';

/** What a selector makes of a match: its groups as `$`, `$2` …, those with names by their names. */
function selected(match: Match, regex: Regex, selector: Lambda | undefined): Value {
  const groups = match.groups.map(({ text, start, end }): Value => ({ value: text, start, end }));
  return selector
    ? selector(
        groups,
        [...regex.names].map(([name, index]) => [name, groups[index] ?? null]),
      )
    : (match.groups[0]?.text ?? null);
}

function* allSelected(env: Env, regex: Regex, text: string, selector?: Lambda): Generator<Value> {
  for (const match of regex.matches(text, env)) {
    yield selected(match, regex, selector);
  }
}

function pieces(env: Env, regex: Regex, text: string, limit = 0): Value {
  const parts: Value[] = [];
  let at = 0;
  let count = 0;
  for (const { start, end, groups } of regex.matches(text, env)) {
    env.meter.items(groups.length);
    parts.push(text.slice(at, start), ...groups.slice(1).map((group) => group.text));
    at = end;
    if (++count === limit) {
      break;
    }
  }
  return [...parts, text.slice(at)];
}

function replaced(env: Env, regex: Regex, text: string, by: string, count = 0): Value {
  return replaceMatches(regex, text, (match) => expandReplacement(by, match, regex), count, env);
}

function replacedBy(env: Env, regex: Regex, text: string, by: Lambda, count = 0): Value {
  return replaceMatches(regex, text, (match) => yaqlText(selected(match, regex, by), env), count, env);
}

function matches(env: Env, regex: Regex, text: string): boolean {
  return regex.search(text, env) !== undefined;
}

export const REGEXES: readonly Overload[] = [
  eager(
    'regex pattern:string ignoreCase=:any multiLine=:any dotAll=:any',
    (env, pattern, ignoreCase = null, multiLine = null, dotAll = null) =>
      new Regex(pattern, { ignoreCase: truth(ignoreCase), multiLine: truth(multiLine), dotAll: truth(dotAll) }, env),
  ),
  eager('escapeRegex string:string', (env, text) => {
    env.meter.charge(text.length);
    return env.meter.text(text.replace(/[-.*+?^${}()|[\]\\\s#&~]/g, '\\$&'));
  }),
  eager('.search regexp:regex string:string selector=:lambda', (env, regex, text, selector) => {
    const match = regex.search(text, env);
    return match === undefined ? null : selected(match, regex, selector);
  }),
  lazy('.searchAll regexp:regex string:string selector=:lambda', allSelected),
  eager('.matches regexp:regex string:string', matches),
  eager('.matches string:string regexp:string', (env, text, pattern) =>
    matches(env, new Regex(pattern, {}, env), text),
  ),
  eager('.split regexp:regex string:string maxSplit=:int', pieces),
  eager('.split string:string regexp:regex maxSplit=:int', (env, text, regex, most) => pieces(env, regex, text, most)),
  eager('.replace regexp:regex string:string repl:string count=:int', replaced),
  eager('.replace string:string regexp:regex repl:string count=:int', (env, text, regex, by, count) =>
    replaced(env, regex, text, by, count),
  ),
  eager('.replaceBy regexp:regex string:string repl:lambda count=:int', replacedBy),
  eager('.replaceBy string:string regexp:regex repl:lambda count=:int', (env, text, regex, by, count) =>
    replacedBy(env, regex, text, by, count),
  ),
];
