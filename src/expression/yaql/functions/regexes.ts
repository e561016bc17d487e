import { type Match, Regex } from '../../core/regex.ts';
import { expandReplacement, replaceMatches } from '../../core/regex-replace.ts';
import { converting } from '../../core/text-functions.ts';
import { truth } from '../../core/truth.ts';
import type { Value } from '../../core/value.ts';
import { chargeItems } from '../../run.ts';
import type { Lambda } from '../lambda.ts';
import { finds } from '../operators.ts';
import { eager, lazy, type Overload } from '../overloads.ts';
import { each, limited } from './each.ts';
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

function pieces(regex: Regex, text: string, limit = 0): Value {
  const parts: Value[] = [];
  let at = 0;
  for (const { start, end, groups } of limited(regex.matches(text), limit > 0 ? limit : Infinity)) {
    chargeItems(groups.length);
    parts.push(text.slice(at, start), ...groups.slice(1).map((group) => group.text));
    at = end;
  }
  return [...parts, text.slice(at)];
}

function replaced(regex: Regex, text: string, by: string, count?: number): Value {
  return replaceMatches(regex, text, (match) => expandReplacement(by, match, regex), count);
}

function replacedBy(regex: Regex, text: string, by: Lambda, count?: number): Value {
  return replaceMatches(regex, text, (match) => yaqlText(selected(match, regex, by)), count);
}

/** The same function with the text before the regular expression. */
function textFirst<Rest extends readonly unknown[]>(run: (regex: Regex, text: string, ...rest: Rest) => Value) {
  return (text: string, regex: Regex, ...rest: Rest): Value => run(regex, text, ...rest);
}

export const REGEXES: readonly Overload[] = [
  ...eager({
    'regex pattern:string ignoreCase=:any multiLine=:any dotAll=:any': (pattern, ...flags) =>
      new Regex(pattern, ...flags.map((flag = null) => truth(flag))),
    'escapeRegex string:string': converting((text) => text.replace(/[-.*+?^${}()|[\]\\\s#&~]/g, '\\$&'), 0),
    '.search regexp:regex string:string selector=:lambda': (regex, text, selector) => {
      const match = regex.search(text);
      return match ? selected(match, regex, selector) : null;
    },
    '.matches regexp:regex string:string': (regex, text) => finds(text, regex),
    '.matches string:string regexp:string': finds,
    '.split regexp:regex string:string maxSplit=:int': pieces,
    '.split string:string regexp:regex maxSplit=:int': textFirst(pieces),
    '.replace regexp:regex string:string repl:string count=:int': replaced,
    '.replace string:string regexp:regex repl:string count=:int': textFirst(replaced),
    '.replaceBy regexp:regex string:string repl:lambda count=:int': replacedBy,
    '.replaceBy string:string regexp:regex repl:lambda count=:int': textFirst(replacedBy),
  }),
  ...lazy({
    '.searchAll regexp:regex string:string selector=:lambda': (regex, text, selector) =>
      each(regex.matches(text), (match) => selected(match, regex, selector)),
  }),
];
