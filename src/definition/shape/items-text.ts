import { hasExpression } from '../expression-text.ts';

export interface ItemsText {
  /** The expression that gives the list. */
  readonly items: string;
  readonly names: readonly string[];
}

const BINDING = /^\s*([A-Za-z_]\w*(?:\s*,\s*[A-Za-z_]\w*)*)\s+in\s+(\S[\s\S]*)$/;
const DELIMITED = /^(?:\{\{[\s\S]*\}\}|<%[\s\S]*%>)$/;

/** Reads `<expr>`, `x in <expr>` and `a, b in <expr>`; undefined when the text is none of these. */
export function readItemsText(text: string): ItemsText | undefined {
  const whole = text.trim();
  if (DELIMITED.test(whole)) {
    return { items: whole, names: [] };
  }
  const match = BINDING.exec(text);
  const items = match?.[2]?.trim();
  const names = match?.[1]?.split(',').map((name) => name.trim());
  return items !== undefined && names !== undefined && DELIMITED.test(items) ? { items, names } : undefined;
}

/** As above; without delimiters, `x in <expr>` is taken for `x in {{ <expr> }}`. */
export function readLooseItemsText(text: string): ItemsText | undefined {
  const strict = readItemsText(text);
  const match = strict === undefined && !hasExpression(text) ? BINDING.exec(text) : null;
  return match === null ? strict : readItemsText(`${match[1]} in {{ ${match[2]?.trim()} }}`);
}
