import { Composer, CST, type Document, Lexer, type ParsedNode, Parser, type YAMLError } from 'yaml';
import { ensureError } from '../../problem/problem.ts';
import { LIMITS } from '../../value/limits.ts';
import { tooDeep, tooLarge, tooManyAliases, type YamlProblem } from './problems.ts';

/** A file has no more lexical parts than this; a mebibyte of one-letter keys has less. */
const MOST_PARTS = 1_000_000;
const MOST_PROBLEMS = 50;

export interface ParsedYaml {
  /** The root of the only document, all scalars still text; null when there is none. */
  readonly root: ParsedNode | null;
  readonly problems: readonly YamlProblem[];
}

/**
 * YAML text → syntax tree. The library's own passes cost up to seconds on hostile input, so depth, size and
 * runs of empty parts are bounded while it reads.
 */
export function parseYaml(source: string): ParsedYaml {
  const problem = sizeProblem(source) ?? characterProblem(source);
  if (problem !== undefined) {
    return { root: null, problems: [problem] };
  }
  const tokens = readTokens(source);
  if ('problem' in tokens) {
    return { root: null, problems: [tokens.problem] };
  }
  const composer = new Composer({
    schema: 'failsafe',
    resolveKnownTags: false,
    uniqueKeys: false,
    merge: false,
    logLevel: 'silent',
  });
  try {
    return collect([...composer.compose(tokens.tokens, true, source.length)]);
  } catch (error) {
    return { root: null, problems: [syntax(ensureError(error).message, 0)] };
  }
}

function collect(documents: readonly Document.Parsed[]): ParsedYaml {
  const problems = documents.flatMap((document) => document.errors.map(describe)).slice(0, MOST_PROBLEMS);
  const second = documents[1];
  if (second !== undefined) {
    problems.push({
      code: 'several_documents',
      message: 'The file holds more than one YAML document.',
      offset: second.range[0],
      hint: 'Write one workflow per file, without `---` between parts.',
    });
  }
  return { root: documents[0]?.contents ?? null, problems };
}

function sizeProblem(source: string): YamlProblem | undefined {
  if (source.length <= LIMITS.definitionBytes / 3) {
    return undefined;
  }
  if (source.length > LIMITS.definitionBytes || new TextEncoder().encode(source).length > LIMITS.definitionBytes) {
    return tooLarge(`The file is larger than ${LIMITS.definitionBytes} bytes.`, 0);
  }
  return undefined;
}

function characterProblem(source: string): YamlProblem | undefined {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: finding control characters is the point
  const at = source.search(/[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ufffe\uffff]/);
  return at === -1
    ? undefined
    : {
        code: 'yaml_syntax',
        message: `The file contains the control character U+${source.charCodeAt(at).toString(16).toUpperCase().padStart(4, '0')}; it may not be text at all.`,
        offset: at,
        hint: 'Save the file as UTF-8 text.',
      };
}

type Tokens = { readonly tokens: readonly CST.Token[] } | { readonly problem: YamlProblem };

function readTokens(source: string): Tokens {
  const parser = new Parser();
  const guard = new Guard();
  const tokens: CST.Token[] = [];
  let trouble = 0;
  try {
    for (const lexeme of new Lexer().lex(source)) {
      const problem = guard.check(lexeme, parser);
      if (problem !== undefined) {
        return { problem };
      }
      for (const token of parser.next(lexeme)) {
        tokens.push(token);
        trouble += isTrouble(token) ? 1 : 0;
      }
      if (trouble > MOST_PROBLEMS) {
        break;
      }
    }
    for (const token of parser.end()) {
      tokens.push(token);
    }
  } catch (error) {
    // None is documented; what is thrown all the same is a defect of theirs on odd input.
    return { problem: syntax(ensureError(error).message, parser.offset) };
  }
  return { tokens };
}

function isTrouble(token: CST.Token): boolean {
  return token.type === 'error' || token.type === 'directive' || token.type === 'document';
}

/** Stops at input that would make the rest of the reading expensive. */
class Guard {
  #parts = 0;
  #aliases = 0;
  #last: string | null = null;

  check(lexeme: string, parser: Parser): YamlProblem | undefined {
    this.#parts += 1;
    if (this.#parts > MOST_PARTS) {
      return tooLarge(`The file has more than ${MOST_PARTS} parts.`, parser.offset);
    }
    if (parser.stack.length > LIMITS.jsonDepth + 3) {
      return tooDeep(parser.offset);
    }
    const type = CST.tokenType(lexeme);
    if (type === 'space' || type === 'newline' || type === 'comment') {
      return undefined;
    }
    const last = this.#last;
    this.#last = type;
    if (type === 'alias') {
      this.#aliases += 1;
      return this.#aliases > LIMITS.yamlAliases ? tooManyAliases(parser.offset) : undefined;
    }
    return emptyPart(type, last) ? syntax(EMPTY_PART, parser.offset) : undefined;
  }
}

const EMPTY_PART = 'Something is missing here: two marks follow each other with nothing between them';

function emptyPart(type: string | null, last: string | null): boolean {
  if (type === 'comma') {
    return last === 'comma' || last === 'flow-seq-start' || last === 'flow-map-start';
  }
  return (type === 'tag' || type === 'anchor') && last === type;
}

function syntax(text: string, offset: number): YamlProblem {
  return { code: 'yaml_syntax', message: `The file is not valid YAML. ${text}.`, offset };
}

const HINTS: Partial<Record<YAMLError['code'], string>> = {
  TAB_AS_INDENT: 'Indent with spaces; YAML does not allow tabs there.',
  BAD_INDENT: 'Items of one map or list start in the same column.',
  BLOCK_AS_IMPLICIT_KEY: 'A value that contains `: ` must be quoted.',
  BAD_SCALAR_START: 'A value that begins with a special character must be quoted.',
  UNEXPECTED_TOKEN: 'A value that contains special characters must be quoted, also an expression.',
  MISSING_CHAR: 'Look for a quote or bracket that is not closed, or a key without `:`.',
  BLOCK_IN_FLOW: 'An expression that begins with `{{` must be quoted.',
  BAD_DQ_ESCAPE: "Between double quotes a backslash starts an escape; use 'single quotes' to keep it.",
};

function describe(error: YAMLError): YamlProblem {
  const text = error.message.split('\n')[0] ?? error.message;
  const hint = HINTS[error.code];
  return { ...syntax(text.replace(/[.:]$/, ''), error.pos[0]), ...(hint === undefined ? {} : { hint }) };
}
