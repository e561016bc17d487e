import { HranaError } from './hrana-error.ts';

/** Literals, quoted names and comments: a semicolon inside them separates nothing. An open one ends with the text. */
const OPAQUE = /'(?:[^']|'')*'?|"(?:[^"]|"")*"?|`(?:[^`]|``)*`?|\[[^\]]*\]?|--[^\n]*|\/\*[\s\S]*?(?:\*\/|$)/g;
const TRIGGER = /^\s*CREATE\s+(?:TEMP\s+|TEMPORARY\s+)?TRIGGER\b/i;

/**
 * Makes sure that a text is one statement. The native package prepares the first one and silently forgets the rest.
 * @throws HranaError `SQL_NO_STATEMENT`, `SQL_MANY_STATEMENTS`.
 */
export function requireSingleStatement(sql: string): void {
  const code = sql.replace(OPAQUE, (part) => (part.startsWith('-') || part.startsWith('/') ? ' ' : '_'));
  if (/^[\s;]*$/.test(code)) {
    throw new HranaError('SQL_NO_STATEMENT', 'the SQL text contains no statement');
  }
  if (/;\s*[^\s;]/.test(code) && !TRIGGER.test(code)) {
    throw new HranaError('SQL_MANY_STATEMENTS', 'the SQL text contains more than one statement');
  }
}
