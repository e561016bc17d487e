import type { Json } from '../../value/json.ts';
import type { Reading } from '../reading.ts';
import type { Path } from '../yaml/tree.ts';

export interface InlineParameters {
  readonly pairs: readonly (readonly [name: string, value: Json])[];
  /** Names whose values are bare words: Orquesta passes over them without a word. */
  readonly ignored: readonly string[];
  /** There are more than anyone would write on one line; the rest was not read. */
  readonly tooMany: boolean;
}

const MOST = 200;

const VALUE = [
  String.raw`\{\{[\s\S]*?\}\}+`,
  String.raw`<%[\s\S]*?%>`,
  String.raw`\[[^\]]*\]`,
  '"[^"]*"',
  "'[^']*'",
  String.raw`-?\d+(?:\.\d+)?(?=[\s,;]|$)`,
  String.raw`(?:[Tt][Rr][Uu][Ee]|[Ff][Aa][Ll][Ss][Ee]|[Nn][Uu][Ll][Ll])(?=[\s,;]|$)`,
].join('|');

/** Expressions are passed over as wholes, so that a `=` in one does not make a pair. */
const PAIR = new RegExp(String.raw`(\w+)=(${VALUE})|(\w+)=(?=\w)|\{\{[\s\S]*?\}\}+|<%[\s\S]*?%>`, 'g');

/** Reads `name=value` pairs from a text, as Orquesta's short forms of actions and `publish` have them. */
export function readInlineParameters(text: string): InlineParameters {
  const pairs: (readonly [string, Json])[] = [];
  const ignored: string[] = [];
  for (const [, name, value, bare] of text.matchAll(PAIR)) {
    if (pairs.length + ignored.length >= MOST) {
      return { pairs, ignored, tooMany: true };
    }
    if (name !== undefined && value !== undefined) {
      pairs.push([name, readValue(value)]);
    } else if (bare !== undefined) {
      ignored.push(bare);
    }
  }
  return { pairs, ignored, tooMany: false };
}

function readValue(text: string): Json {
  const first = text.charAt(0);
  if (first === '"' || first === "'") {
    return text.slice(1, -1);
  }
  if (first === '{' || first === '<') {
    return text;
  }
  // A list with quotes in it stays text; so Orquesta has it.
  if (first === '[' && /["']/.test(text)) {
    return text;
  }
  try {
    return JSON.parse(text.toLowerCase()) as Json;
  } catch {
    return text;
  }
}

/** Bare words are no values; they would vanish silently. */
export function reportInline({ ignored, tooMany }: InlineParameters, path: Path, { findings }: Reading): void {
  for (const name of ignored) {
    findings.warning('ignored_parameter', path, `The value of \`${name}\` is a bare word and is ignored.`, {
      hint: `Quote it: ${name}="…".`,
    });
  }
  if (tooMany) {
    findings.error('invalid_value', path, `There are more than ${MOST} values in one text.`, {
      hint: 'Write them as a map.',
    });
  }
}
