import { compile } from '../../src/expression/compile.ts';
import { ExpressionError } from '../../src/expression/error.ts';
import { render } from '../../src/expression/render.ts';
import { equals, isObject, type Json, type JsonObject } from '../../src/value/json.ts';
import { orquestaScope } from './expression-scope.ts';

/** What a run of a corpus found. Names are the cases' ids. */
export interface ExpressionReport {
  readonly passed: number;
  readonly failed: readonly { readonly name: string; readonly reason: string }[];
  readonly skipped: number;
}

type Verdict = 'passed' | 'skipped' | { readonly reason: string };

/**
 * Runs cases of `expressions/*.jsonl` and `orquesta/expression.jsonl`, one JSON object a line, in the Orquesta
 * dialect and with results evaluated again.
 */
export function runExpressionCases(lines: readonly string[]): ExpressionReport {
  const failed: { name: string; reason: string }[] = [];
  let passed = 0;
  let skipped = 0;
  for (const line of lines) {
    if (line.trim() === '') {
      continue;
    }
    const found = JSON.parse(line) as JsonObject;
    const verdict = runCase(found);
    if (verdict === 'passed') {
      passed++;
    } else if (verdict === 'skipped') {
      skipped++;
    } else {
      failed.push({ name: String(found.id ?? found.name), reason: verdict.reason });
    }
  }
  return { passed, failed, skipped };
}

function runCase(found: JsonObject): Verdict {
  if (found.kind === 'expression') {
    return runOrquestaCase(found);
  }
  return typeof found.expr === 'string' ? runCorpusCase(found, found.expr) : 'skipped';
}

interface Outcome {
  readonly value?: Json;
  readonly error?: ExpressionError;
}

function evaluate(expression: Json, context: JsonObject): Outcome {
  const options = { dialect: 'orquesta', recursive: true } as const;
  try {
    const scope = orquestaScope(context);
    return {
      value:
        typeof expression === 'string'
          ? compile(expression, options).evaluate(scope)
          : render(expression, scope, options),
    };
  } catch (thrown) {
    if (thrown instanceof ExpressionError) {
      return { error: thrown };
    }
    throw thrown;
  }
}

function runOrquestaCase({ expression = null, data, expected }: JsonObject): Verdict {
  const { value, error } = evaluate(expression, { vars: data ?? {} });
  if (!isObject(expected)) {
    return 'skipped';
  }
  if ('error' in expected) {
    return error === undefined ? { reason: `expected an error, got ${JSON.stringify(value)}` } : 'passed';
  }
  return compareValue(value, error, expected.value ?? null);
}

function runCorpusCase({ context, expected, error: expectedError }: JsonObject, expr: string): Verdict {
  const { value, error } = evaluate(expr, isObject(context) ? context : {});
  if (expectedError !== undefined) {
    return compareError(value, error, String(expectedError));
  }
  return compareValue(value, error, expected ?? null);
}

function compareError(value: Json | undefined, error: ExpressionError | undefined, kind: string): Verdict {
  if (error === undefined) {
    return { reason: `expected ${kind}, got ${JSON.stringify(value)}` };
  }
  return error.kind === kind ? 'passed' : { reason: `expected ${kind}, got ${error.kind}: ${error.message}` };
}

function compareValue(value: Json | undefined, error: ExpressionError | undefined, expected: Json): Verdict {
  if (hasDocumentedForm(expected)) {
    return 'passed';
  }
  if (holdsUnserializable(expected)) {
    return error === undefined ? { reason: `expected an error, got ${JSON.stringify(value)}` } : 'passed';
  }
  if (error !== undefined || value === undefined) {
    return { reason: `expected ${JSON.stringify(expected)}, got ${error?.kind}: ${error?.message}` };
  }
  return same(value, expected)
    ? 'passed'
    : { reason: `expected ${JSON.stringify(expected)}, got ${JSON.stringify(value)}` };
}

/** Values that are not JSON in the reference and have a documented JSON form here. */
const CONVERTED: ReadonlySet<Json> = new Set([
  'datetime',
  'timedelta',
  'generator',
  'range',
  'dict_keys',
  'dict_values',
  'zip',
  'map',
  'filter',
  'list_reverseiterator',
]);

/** Other values that never leave the reference's evaluator are errors here. */
function holdsUnserializable(expected: Json): boolean {
  if (Array.isArray(expected)) {
    return expected.some(holdsUnserializable);
  }
  if (!isObject(expected)) {
    return false;
  }
  return '$unserializable' in expected || Object.values(expected).some(holdsUnserializable);
}

function hasDocumentedForm(expected: Json): boolean {
  return isObject(expected) && CONVERTED.has(expected.$unserializable ?? null);
}

/** Equality with the corpus' encodings: sets have no order, keys of dictionaries become strings. */
function same(value: Json, expected: Json): boolean {
  if (isObject(expected)) {
    const set = expected.$set;
    if (Array.isArray(set)) {
      return Array.isArray(value) && sameItems(value, set);
    }
    const map = expected.$map;
    if (Array.isArray(map)) {
      return isObject(value) && sameEntries(value, map);
    }
    return (
      isObject(value) &&
      Object.keys(value).length === Object.keys(expected).length &&
      Object.keys(expected).every((key) => Object.hasOwn(value, key) && same(value[key] ?? null, expected[key] ?? null))
    );
  }
  if (Array.isArray(expected)) {
    return (
      Array.isArray(value) &&
      value.length === expected.length &&
      expected.every((item: Json, i) => same(value[i] ?? null, item))
    );
  }
  return equals(value, expected);
}

function sameItems(value: readonly Json[], expected: readonly Json[]): boolean {
  const rest = [...value];
  for (const item of expected) {
    const at = rest.findIndex((candidate) => same(candidate, item));
    if (at === -1) {
      return false;
    }
    rest.splice(at, 1);
  }
  return rest.length === 0;
}

function sameEntries(value: JsonObject, expected: readonly Json[]): boolean {
  const entries = expected.map((entry) => (Array.isArray(entry) ? entry : []));
  return (
    Object.keys(value).length === entries.length &&
    entries.every(([key = null, item = null]: readonly Json[]) => {
      const name = typeof key === 'string' ? key : JSON.stringify(key);
      return Object.hasOwn(value, name) && same(value[name] ?? null, item);
    })
  );
}
