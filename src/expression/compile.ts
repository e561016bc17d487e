import { Cache } from '../value/cache.ts';
import type { Json } from '../value/json.ts';
import { type Budget, Meter } from './budget.ts';
import { Env, type Evaluate } from './core/env.ts';
import { leave } from './core/leave.ts';
import { Undefined } from './core/undefined.ts';
import type { Value } from './core/value.ts';
import { Fault, toExpressionError } from './error.ts';
import { joinParts } from './jinja/output.ts';
import { compileTemplate } from './jinja/template.ts';
import type { Dialect, LanguageName, Part } from './language.ts';
import { NONDETERMINISTIC } from './names.ts';
import { noReferences, type ReferenceCollector, type References } from './references.ts';
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

/** Compiles a text. Throws an `ExpressionError` with the place of what is wrong in it. */
export function compile(text: string, options: CompileOptions): Compiled {
  return /\{\{|<%|\{%/.test(text) ? cached(text, options) : literal(text);
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
  const yaql = text.indexOf('<%');
  const isJinja = at !== -1 && only !== 'yaql' && (yaql === -1 || yaql > at);
  return isJinja && (dialect === 'native' || text.includes('%}', at));
}

function literal(text: string): Compiled {
  return { kind: 'literal', language: null, references: noReferences(), nondeterministic: [], evaluate: () => text };
}

function withPieces(text: string, options: CompileOptions, only: LanguageName | undefined): Compiled {
  const { language, pieces } = scan(text, options.dialect, only);
  const [first = '', ...others] = pieces;
  const parts = pieces.filter((piece) => typeof piece !== 'string');
  if (language === null) {
    return literal(text);
  }
  const again = reevaluation(options, language);
  const valueIn = (piece: string | Part, env: Env): Value =>
    typeof piece === 'string' ? piece : again(checked(piece.evaluate(env)), env);
  return others.length === 0
    ? compiledText(text, options, 'expression', language, parts, (env) => valueIn(first, env))
    : compiledText(text, options, 'template', language, parts, (env) =>
        joinParts(
          pieces.map((piece) => valueIn(piece, env)),
          env,
        ),
      );
}

type Again = (value: Value, env: Env) => Value;

/** Evaluates the expressions that a result holds, if that is asked for. */
function reevaluation(options: CompileOptions, language: LanguageName): Again {
  return (value, env) => {
    if (options.recursive !== true || typeof value !== 'string' || !/\{\{|\{%|<%/.test(value)) {
      return value;
    }
    const compiled = cached(value, options, language);
    // A result that holds itself must come to an end before the host's stack does.
    env.meter.enter(4);
    const result = compiled.evaluate(env.scope, env.meter);
    env.meter.leave(4);
    return result;
  };
}

/** Stands around the number of a raw block while a result is evaluated again: raw text stays as it is. */
const MARK = '\ue000';

function withBlocks(text: string, options: CompileOptions): Compiled {
  const raw: string[] = [];
  const protect = (block: string): string => (options.recursive ? `${MARK}${raw.push(block) - 1}${MARK}` : block);
  const template = compileTemplate(text, options.dialect, protect);
  const again = reevaluation(options, 'jinja');
  return compiledText(text, options, 'template', 'jinja', [template], (env) => {
    const value = again(template.evaluate(env), env);
    return typeof value === 'string'
      ? value.replace(/\ue000(\d+)\ue000/g, (whole, index) => raw[Number(index)] ?? whole)
      : value;
  });
}

function checked(value: Value): Value {
  if (value instanceof Undefined) {
    throw new Fault('undefined_variable', value.message, { variable: value.variable });
  }
  return value;
}

function compiledText(
  text: string,
  { dialect }: CompileOptions,
  kind: Compiled['kind'],
  language: LanguageName,
  parts: readonly Pick<Part, 'collect'>[],
  evaluate: Evaluate,
): Compiled {
  let references: ReferenceCollector | undefined;
  return {
    kind,
    language,
    get references() {
      if (references === undefined) {
        references = noReferences();
        for (const part of parts) {
          part.collect(references);
        }
      }
      return references;
    },
    get nondeterministic() {
      const names = [...this.references.functions, ...this.references.filters].map(({ name }) => name);
      return [...NONDETERMINISTIC].filter((name) => names.includes(name));
    },
    evaluate(scope, budget) {
      const meter = budget instanceof Meter ? budget : new Meter(budget);
      try {
        return leave(checked(evaluate(new Env(scope, meter, dialect === 'orquesta' ? 'python' : 'json'))), meter);
      } catch (thrown) {
        throw toExpressionError(thrown, text, meter.at);
      }
    },
  };
}
