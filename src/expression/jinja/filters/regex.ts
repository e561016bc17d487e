import { Regex } from '../../core/regex.ts';
import { expandReplacement, replaceMatches } from '../../core/regex-replace.ts';
import { Undefined } from '../../core/undefined.ts';
import type { Value } from '../../core/value.ts';
import { chargeItems } from '../../run.ts';
import { type Operation, operations } from '../operation.ts';

/** Every match: what its only group holds, its groups when there are several, else the whole. */
function found(text: string, pattern: string, ignoreCase: boolean | undefined): readonly Value[] {
  return [...new Regex(pattern, ignoreCase).matches(text)].map(({ groups }) => {
    chargeItems(1);
    const [whole = '', ...inner] = groups.map((group) => group.text ?? '');
    return inner.length > 1 ? inner : (inner[0] ?? whole);
  });
}

export const REGEX_FILTERS: readonly Operation[] = operations({
  'regex_match input:text pattern:string ignorecase=:bool': (text, pattern, ignoreCase) =>
    new Regex(pattern, ignoreCase).search(text)?.start === 0,
  'regex_search input:text pattern:string ignorecase=:bool': (text, pattern, ignoreCase) =>
    new Regex(pattern, ignoreCase).search(text) !== undefined,
  'regex_replace input:text pattern:string replacement=:string ignorecase=:bool': (
    text,
    pattern,
    replacement = '',
    ignoreCase,
  ) => {
    const regex = new Regex(pattern, ignoreCase);
    return replaceMatches(regex, text, (match) => expandReplacement(replacement, match, regex));
  },
  'regex_substring input:text pattern:string result_index=:int ignorecase=:bool': (text, pattern, at = 0, ignoreCase) =>
    found(text, pattern, ignoreCase).at(at) ?? new Undefined(String(at), `there is no match ${at}`),
  'regex_findall input:text pattern:string ignorecase=:bool': (text, pattern, ignoreCase) =>
    found(text, pattern, ignoreCase),
});
