import { findFrom } from './core/lexer.ts';
import { limitParts } from './core/syntax.ts';
import { badSyntax } from './error.ts';
import { JINJA } from './jinja/language.ts';
import type { Dialect, LanguageName, ReadPart } from './language.ts';
import { YAQL } from './yaql/language.ts';

const OPEN = /\{\{|<%/g;

export interface Scanned {
  readonly language: LanguageName | null;
  /** Text and expressions in turn. */
  readonly pieces: readonly (string | ReadPart)[];
}

/** Cuts a text into literal parts and expressions. Where an expression ends is up to its language's own lexer. */
export function scan(text: string, dialect: Dialect, only?: LanguageName): Scanned {
  const pieces: (string | ReadPart)[] = [];
  const lastClose = { jinja: text.lastIndexOf(JINJA.close), yaql: text.lastIndexOf(YAQL.close) };
  let found: LanguageName | null = null;
  let at = 0;
  for (let match = findFrom(OPEN, text, 0); match; match = OPEN.exec(text)) {
    const { 0: open, index: offset } = match;
    const language = open === JINJA.open ? JINJA : YAQL;
    const { name, close } = language;
    const isClosed = lastClose[name] > offset;
    if ((only ?? name) !== name || (dialect === 'orquesta' && !isClosed)) {
      continue;
    }
    if (!isClosed) {
      badSyntax(`'${close}' is missing`, offset);
    }
    if ((found ?? name) !== name) {
      badSyntax(`one text cannot mix '${JINJA.open}' and '${YAQL.open}'`, offset);
    }
    found = name;
    limitParts(pieces.length / 2, offset);
    const part = language.read(text, offset, dialect);
    pieces.push(text.slice(at, part.start), part);
    at = part.end;
    OPEN.lastIndex = at;
  }
  pieces.push(text.slice(at));
  return { language: found, pieces: pieces.filter((piece) => piece !== '') };
}
