import { limitParts } from './core/syntax.ts';
import { fail } from './error.ts';
import { JINJA } from './jinja/language.ts';
import type { Dialect, Language, LanguageName, Part } from './language.ts';
import { YAQL } from './yaql/language.ts';

/** Languages by opening delimiter. */
const LANGUAGES: ReadonlyMap<string, Language> = new Map([JINJA, YAQL].map((language) => [language.open, language]));
const OPEN = /\{\{|<%/g;

export type Piece = string | Part;

export interface Scanned {
  readonly language: LanguageName | null;
  /** Text and expressions in turn. */
  readonly pieces: readonly Piece[];
}

/** Cuts a text into literal parts and expressions. Where an expression ends is up to its language's own lexer. */
export function scan(text: string, dialect: Dialect, only?: LanguageName): Scanned {
  const pieces: Piece[] = [];
  let found: Language | undefined;
  let at = 0;
  let from = 0;
  const lastClose = new Map([...LANGUAGES.values()].map(({ name, close }) => [name, text.lastIndexOf(close)]));
  for (;;) {
    OPEN.lastIndex = from;
    const open = OPEN.exec(text);
    const language = open === null ? undefined : LANGUAGES.get(open[0]);
    if (open === null || language === undefined) {
      push(pieces, text.slice(at));
      return { language: found?.name ?? null, pieces };
    }
    from = open.index + 2;
    if ((only !== undefined && language.name !== only) || isPlainText(open.index, language, dialect, lastClose)) {
      continue;
    }
    if (found !== undefined && found !== language) {
      fail('syntax', `one text cannot mix '${found.open}' and '${language.open}'`, { offset: open.index });
    }
    found = language;
    limitParts(pieces.length, open.index);
    const part = language.read(text, open.index, dialect);
    const literal = text.slice(at, open.index);
    push(pieces, part.trimBefore ? literal.trimEnd() : literal);
    pieces.push(part);
    at = part.trimAfter ? skipSpace(text, part.end) : part.end;
    from = at;
  }
}

function push(pieces: Piece[], literal: string): void {
  if (literal !== '') {
    pieces.push(literal);
  }
}

function skipSpace(text: string, at: number): number {
  return text.length - text.slice(at).trimStart().length;
}

/** Orquesta leaves a delimiter that is never closed as it is. */
function isPlainText(
  offset: number,
  { name, open, close }: Language,
  dialect: Dialect,
  lastClose: ReadonlyMap<LanguageName, number>,
): boolean {
  if ((lastClose.get(name) ?? -1) > offset) {
    return false;
  }
  return dialect === 'orquesta' || fail('syntax', `'${open}' is never closed by '${close}'`, { offset });
}
