import type { Json } from '../value/json.ts';
import { type Budget, Meter } from './budget.ts';
import { Cache } from './cache.ts';
import { Env, type Evaluate, type TextStyle } from './core/env.ts';
import { leave } from './core/leave.ts';
import { Undefined } from './core/undefined.ts';
import type { Value } from './core/value.ts';
import { Fault, toExpressionError } from './error.ts';
import { Output } from './jinja/output.ts';
import { compileTemplate } from './jinja/template.ts';
import type { Dialect, LanguageName, Part } from './language.ts';
import { NONDETERMINISTIC } from './names.ts';
import { NO_REFERENCES, ReferenceCollector, type References } from './references.ts';
import { type Piece, scan } from './scan.ts';
import type { Scope } from './scope.ts';

export interface CompileOptions {
  readonly dialect: Dialect;
  /** Text that an expression gives is evaluated again, as Orquesta does. */
  readonly recursive?: boolean;
}

/** A compiled text: immutable, and shared by all who compile the same text. */
export interface Compiled {
  /** Plain text, exactly one expression (whose value keeps its type), or text with expressions in it. */
  readonly kind: 'literal' | 'expression' | 'template';
  readonly language: LanguageName | null;
  readonly references: References;
  /** Functions it calls whose value differs from event to event. */
  readonly nondeterministic: readonly string[];
  /** Evaluates it; several evaluations may share one meter. Throws an ExpressionError. */
  evaluate(scope: Scope, budget?: Budget | Meter): Json;
}

const cache = new Cache<Compiled>(1000);
const LONGEST_KEPT = 4096;

/**
 * Compiles a text: `compile('{{ ctx().a + 1 }}', { dialect: 'native' }).evaluate(scope)`.
 * Throws an ExpressionError for wrong syntax and for unknown functions, filters and tests.
 */
export function compile(text: string, options: CompileOptions): Compiled {
  if (!text.includes('{{') && !text.includes('<%') && !text.includes('{%')) {
    return literal(text);
  }
  return cached(text, options, undefined);
}

function cached(text: string, options: CompileOptions, only: LanguageName | undefined): Compiled {
  const key = `${options.dialect}${options.recursive === true ? '+' : '-'}${only ?? ''}:${text}`;
  const known = cache.get(key);
  if (known !== undefined) {
    return known;
  }
  const compiled = compileNew(text, options, only);
  if (text.length <= LONGEST_KEPT) {
    cache.set(key, compiled);
  }
  return compiled;
}

function compileNew(text: string, options: CompileOptions, only: LanguageName | undefined): Compiled {
  try {
    return hasBlocks(text, options.dialect, only) ? withBlocks(text, options) : withPieces(text, options, only);
  } catch (thrown) {
    throw toExpressionError(thrown, text, 0);
  }
}

/** A text is a Jinja template when a block stands in it outside of YAQL expressions. */
function hasBlocks(text: string, dialect: Dialect, only: LanguageName | undefined): boolean {
  const at = text.indexOf('{%');
  const yaql = text.indexOf('<%');
  if (at === -1 || only === 'yaql' || (yaql !== -1 && yaql < at)) {
    return false;
  }
  return dialect === 'native' || text.includes('%}', at);
}

function literal(text: string): Compiled {
  return {
    kind: 'literal',
    language: null,
    references: NO_REFERENCES,
    nondeterministic: [],
    evaluate: () => text,
  };
}

/** A text without blocks: one expression, or text with expressions put in. */
function withPieces(text: string, options: CompileOptions, only: LanguageName | undefined): Compiled {
  const { language, pieces } = scan(text, options.dialect, only);
  const [first] = pieces;
  if (language === null || first === undefined) {
    return literal(text);
  }
  const parts = pieces.filter((piece) => typeof piece !== 'string');
  const again = options.recursive === true ? reevaluation(options, language) : undefined;
  const evaluate =
    pieces.length === 1 && typeof first !== 'string' ? whole(first, again) : interpolation(pieces, again);
  return finished(text, options, {
    kind: pieces.length === 1 ? 'expression' : 'template',
    language,
    parts,
    evaluate,
  });
}

type Again = (value: Value, env: Env) => Value;

function whole(part: Part, again: Again | undefined): Evaluate {
  return again === undefined ? part.evaluate : (env) => again(resultOf(part, env), env);
}

function interpolation(pieces: readonly Piece[], again: Again | undefined): Evaluate {
  return (env) => {
    const out = new Output();
    for (const piece of pieces) {
      if (typeof piece === 'string') {
        out.push(piece, env);
      } else {
        const value = resultOf(piece, env);
        out.push(again === undefined ? value : again(value, env), env);
      }
    }
    return out.finish(env);
  };
}

/** The value of an expression; undefined is an error, whatever made it so. */
function resultOf(part: Pick<Part, 'evaluate'>, env: Env): Value {
  return checked(part.evaluate(env));
}

function checked(value: Value): Value {
  if (value instanceof Undefined) {
    throw new Fault('undefined_variable', value.message, { variable: value.variable });
  }
  return value;
}

/** Evaluates text that an expression gave, in the same language, as long as it holds expressions. */
function reevaluation(options: CompileOptions, language: LanguageName): Again {
  return (value, env) => {
    if (typeof value !== 'string' || !/\{\{|\{%|<%/.test(value)) {
      return value;
    }
    const compiled = cached(value, options, language);
    if (compiled.kind === 'literal') {
      return value;
    }
    env.meter.enter(4);
    const result = compiled.evaluate(env.scope, env.meter);
    env.meter.leave(4);
    return result;
  };
}

/** Stands around the number of a raw block while a result is evaluated again. */
const MARK = '\ue000';

function withBlocks(text: string, options: CompileOptions): Compiled {
  const raw: string[] = [];
  const recursive = options.recursive === true;
  const protect = (block: string): string => (recursive ? `${MARK}${raw.push(block) - 1}${MARK}` : block);
  const template = compileTemplate(text, options.dialect, protect);
  const again = recursive ? reevaluation(options, 'jinja') : undefined;
  const evaluate: Evaluate = (env) => {
    const first = template.evaluate(env);
    const value = again === undefined ? first : again(first, env);
    return raw.length > 0 && typeof value === 'string'
      ? value.replace(/\ue000(\d+)\ue000/g, (whole, index) => raw[Number(index)] ?? whole)
      : value;
  };
  return finished(text, options, { kind: 'template', language: 'jinja', parts: [template], evaluate });
}

interface Source {
  readonly kind: Compiled['kind'];
  readonly language: LanguageName;
  readonly parts: readonly Pick<Part, 'collect'>[];
  readonly evaluate: Evaluate;
}

function finished(text: string, options: CompileOptions, source: Source): Compiled {
  return new CompiledText(text, options.dialect === 'orquesta' ? 'python' : 'json', source);
}

class CompiledText implements Compiled {
  readonly kind: Compiled['kind'];
  readonly language: LanguageName;
  readonly #text: string;
  readonly #style: TextStyle;
  readonly #source: Source;
  #references: References | undefined;

  constructor(text: string, style: TextStyle, source: Source) {
    this.kind = source.kind;
    this.language = source.language;
    this.#text = text;
    this.#style = style;
    this.#source = source;
  }

  get references(): References {
    this.#references ??= collect(this.#source.parts);
    return this.#references;
  }

  get nondeterministic(): readonly string[] {
    const { functions, filters } = this.references;
    const names = [...functions, ...filters].map(({ name }) => name).filter((name) => NONDETERMINISTIC.has(name));
    return [...new Set(names)];
  }

  evaluate(scope: Scope, budget?: Budget | Meter): Json {
    const meter = budget instanceof Meter ? budget : new Meter(budget);
    try {
      return leave(checked(this.#source.evaluate(new Env(scope, meter, this.#style))), meter);
    } catch (thrown) {
      throw toExpressionError(thrown, this.#text, meter.at);
    }
  }
}

function collect(parts: readonly Pick<Part, 'collect'>[]): References {
  const collector = new ReferenceCollector();
  for (const part of parts) {
    part.collect(collector);
  }
  return collector.references;
}
