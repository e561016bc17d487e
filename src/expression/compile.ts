import './layout.ts';
import { Cache } from '../value/cache.ts';
import type { Json } from '../value/json.ts';
import { type Budget, Meter } from './budget.ts';
import { collectReferences } from './collect.ts';
import { leave } from './core/leave.ts';
import { Locals } from './core/locals.ts';
import { Undefined } from './core/undefined.ts';
import type { Value } from './core/value.ts';
import { fail, toExpressionError } from './error.ts';
import { joinParts } from './jinja/output.ts';
import { compileTemplate } from './jinja/template.ts';
import type { Dialect, LanguageName, Part } from './language.ts';
import { NONDETERMINISTIC } from './names.ts';
import { noReferences, type References } from './references.ts';
import { deeper, type Evaluate, exchangeRun, run, type TextStyle } from './run.ts';
import { scan } from './scan.ts';
import type { Scope } from './scope.ts';

export interface CompileOptions {
  readonly dialect: Dialect;
  /** Results that contain expressions are evaluated again, as Orquesta does. */
  readonly recursive?: boolean;
}

/** A text, compiled; immutable, and good for any number of evaluations. */
export interface Compiled {
  /** `literal` has no expression, `expression` is exactly one and keeps its type, `template` gives a string. */
  readonly kind: 'literal' | 'expression' | 'template';
  readonly language: LanguageName | null;
  readonly references: References;
  /** Names of the functions and filters in it whose value differs from one event to the next. */
  readonly nondeterministic: readonly string[];
  /** Gives the plain JSON value; throws an `ExpressionError`. A meter may be shared by several evaluations. */
  evaluate(scope: Scope, budget?: Budget | Meter): Json;
}

const cache = new Cache<Compiled>(1000);
const LONGEST_KEPT = 4096;

const OPEN = /\{\{|<%|\{%/;

/** Compiles a text. Throws an `ExpressionError` with the place of what is wrong in it. */
export function compile(text: string, options: CompileOptions): Compiled {
  return OPEN.test(text) ? cached(text, options) : literal(text);
}

/** `only` leaves expressions of the other language as they are: what a result holds is in the language it came from. */
function cached(text: string, options: CompileOptions, only?: LanguageName): Compiled {
  const key = [options.dialect, options.recursive, only, text].join();
  let compiled = cache.get(key);
  if (compiled === undefined) {
    try {
      compiled = hasBlocks(text, options.dialect, only) ? withBlocks(text, options) : withPieces(text, options, only);
    } catch (thrown) {
      throw toExpressionError(thrown, text, 0);
    }
    if (text.length <= LONGEST_KEPT) {
      cache.set(key, compiled);
    }
  }
  return compiled;
}

/** Blocks are Jinja's; a text in which YAQL begins first is left to the scan, which refuses a mixture. */
function hasBlocks(text: string, dialect: Dialect, only: LanguageName | undefined): boolean {
  const at = text.indexOf('{%');
  const isFirst = at !== -1 && !text.slice(0, at).includes('<%');
  return isFirst && only !== 'yaql' && (dialect === 'native' || text.includes('%}', at));
}

function literal(text: string): Compiled {
  return { kind: 'literal', language: null, references: noReferences(), nondeterministic: [], evaluate: () => text };
}

function withPieces(text: string, options: CompileOptions, only: LanguageName | undefined): Compiled {
  const { language, pieces } = scan(text, options.dialect, only);
  if (!language) {
    return literal(text);
  }
  const evaluate = (piece: string | Part): Value =>
    typeof piece === 'string' ? piece : again(piece.evaluate(), options, language);
  const parts = pieces.filter((piece) => typeof piece !== 'string');
  const [first = '', ...others] = pieces;
  return others.length === 0
    ? new CompiledText(text, options, 'expression', language, parts, () => evaluate(first))
    : new CompiledText(text, options, 'template', language, parts, () => joinParts(pieces.map(evaluate)));
}

/** A result, which must be there. The expressions that it holds are evaluated, if that is asked for. */
function again(value: Value, options: CompileOptions, language: LanguageName): Value {
  if (value instanceof Undefined) {
    fail('undefined_variable', value.message, value);
  }
  return options.recursive && typeof value === 'string' && OPEN.test(value)
    ? // A result that holds itself must come to an end before the host's stack does.
      deeper(() => cached(value, options, language).evaluate(run.scope, run.meter), 4)
    : value;
}

/**
 * A text with blocks. While its result is evaluated again, the number of a raw block stands for it, between two
 * marks: raw text stays as it is.
 */
function withBlocks(text: string, options: CompileOptions): Compiled {
  const raw: string[] = [];
  const protect = (block: string): string => (options.recursive ? `\ue000${raw.push(block) - 1}\ue000` : block);
  const template = compileTemplate(text, options.dialect, protect);
  return new CompiledText(text, options, 'template', 'jinja', [template], () => {
    const value = again(template.evaluate(), options, 'jinja');
    return typeof value === 'string'
      ? value.replace(/\ue000(\d+)\ue000/g, (whole, index) => raw[Number(index)] ?? whole)
      : value;
  });
}

/** What the parts of a text read and call. */
function referencesOf(parts: readonly Part[]): References {
  const out = noReferences();
  for (const { tree, compilation } of parts) {
    collectReferences(tree, { ...compilation, out, present: [] });
  }
  return out;
}

/** A class, as accessors in an object of its own would give every text a shape of its own. */
class CompiledText implements Compiled {
  readonly kind;
  readonly language;
  readonly #text: string;
  readonly #style: TextStyle;
  readonly #parts: readonly Part[];
  readonly #evaluate: Evaluate;
  #references: References | undefined;

  constructor(
    text: string,
    { dialect }: CompileOptions,
    kind: Compiled['kind'],
    language: LanguageName,
    parts: readonly Part[],
    evaluate: Evaluate,
  ) {
    this.kind = kind;
    this.language = language;
    this.#text = text;
    this.#style = dialect === 'orquesta' ? 'python' : 'json';
    this.#parts = parts;
    this.#evaluate = evaluate;
  }

  get references(): References {
    this.#references ??= referencesOf(this.#parts);
    return this.#references;
  }

  get nondeterministic(): readonly string[] {
    const { functions, filters } = this.references;
    return [...NONDETERMINISTIC].filter((name) => [...functions, ...filters].some((one) => one.name === name));
  }

  evaluate(scope: Scope, budget?: Budget | Meter): Json {
    const meter = budget instanceof Meter ? budget : new Meter(budget);
    const outer = exchangeRun({ scope, meter, style: this.#style, locals: new Locals() });
    try {
      return leave(this.#evaluate());
    } catch (thrown) {
      throw toExpressionError(thrown, this.#text, meter.at);
    } finally {
      exchangeRun(outer);
    }
  }
}
