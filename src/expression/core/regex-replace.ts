import { fail } from '../error.ts';
import { counted } from '../run.ts';
import type { Match, Regex } from './regex.ts';

/** Replaces matches, at most so many (0: all), by what a function makes of each. */
export function replaceMatches(regex: Regex, text: string, by: (match: Match) => string, count = 0): string {
  const parts: string[] = [];
  let at = 0;
  let done = 0;
  for (const match of regex.matches(text)) {
    parts.push(counted(text.slice(at, match.start)), counted(by(match)));
    at = match.end;
    if (++done === count) {
      break;
    }
  }
  return counted(parts.join('') + text.slice(at));
}

const TOKEN = /\\(?:g<([^>]*)>|(\d{1,2})|([\s\S]))/g;
const SIMPLE: Readonly<Record<string, string>> = { n: '\n', t: '\t', r: '\r', '\\': '\\' };

/** What a replacement text such as `\2-\g<name>` gives for a match. */
export function expandReplacement(template: string, match: Match, regex: Regex): string {
  return template.replace(TOKEN, (whole, name: string | undefined, digits: string | undefined, other = '') => {
    const reference = name ?? digits;
    return reference === undefined ? (SIMPLE[other] ?? whole) : groupText(reference, match, regex);
  });
}

function groupText(reference: string, match: Match, regex: Regex): string {
  const number = /^\d+$/.test(reference) ? Number(reference) : regex.names.get(reference);
  const group = match.groups[number ?? -1];
  return group === undefined ? fail('regex', `there is no group '${reference}'`) : (group.text ?? '');
}
