import { HranaError } from './hrana-error.ts';

/** Literals, quoted names and comments: marks inside them mean nothing. An open one ends with the text. */
const OPAQUE = /'(?:[^']|'')*'?|"(?:[^"]|"")*"?|`(?:[^`]|``)*`?|\[[^\]]*\]?|--[^\n]*|\/\*[\s\S]*?(?:\*\/|$)/g;
const TRIGGER = /^\s*CREATE\s+(?:TEMP\s+|TEMPORARY\s+)?TRIGGER\b/i;
const PARAMETER = /\?\d*|[:@$][A-Za-z_]\w*/g;

/** The text with a blank or a mark in place of everything opaque. */
function skeleton(sql: string): string {
  return sql.replace(OPAQUE, (part) => (part.startsWith('-') || part.startsWith('/') ? ' ' : '_'));
}

/**
 * Makes sure that a text is one statement. The native package prepares the first one and silently forgets the rest.
 * @throws HranaError `SQL_NO_STATEMENT`, `SQL_MANY_STATEMENTS`.
 */
export function requireSingleStatement(sql: string): void {
  const code = skeleton(sql);
  if (/^[\s;]*$/.test(code)) {
    throw new HranaError('SQL_NO_STATEMENT', 'the SQL text contains no statement');
  }
  if (/;\s*[^\s;]/.test(code) && !TRIGGER.test(code)) {
    throw new HranaError('SQL_MANY_STATEMENTS', 'the SQL text contains more than one statement');
  }
}

/** The parameters of a statement: a name for each, null for a bare `?`. A name that comes twice is one. */
export function parametersOf(sql: string): readonly (string | null)[] {
  const marks: readonly string[] = skeleton(sql).match(PARAMETER) ?? [];
  const first = marks.filter((mark, index) => mark === '?' || marks.indexOf(mark) === index);
  return first.map((mark) => (mark === '?' ? null : mark));
}
