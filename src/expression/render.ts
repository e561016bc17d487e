import { isObject, type Json, setOwn } from '../value/json.ts';
import { isSealed } from '../value/sealed.ts';
import { type Budget, Meter } from './budget.ts';
import { type CompileOptions, compile } from './compile.ts';
import { truth } from './core/truth.ts';
import { ExpressionError, Fault, toExpressionError } from './error.ts';
import type { Scope } from './scope.ts';

export interface RenderOptions extends CompileOptions {
  readonly budget?: Budget;
}

/**
 * Evaluates all expressions in a JSON tree, keys too. A string that is exactly one expression becomes its value,
 * whatever its type; everything else stays as it is.
 */
export function render(value: Json, scope: Scope, options: RenderOptions): Json {
  return renderNode(value, scope, options, new Meter(options.budget));
}

function renderNode(value: Json, scope: Scope, options: RenderOptions, meter: Meter): Json {
  if (typeof value === 'string') {
    return compile(value, options).evaluate(scope, meter);
  }
  if (Array.isArray(value)) {
    return value.map((item: Json) => renderNode(item, scope, options, meter));
  }
  if (!isObject(value) || isSealed(value)) {
    return value;
  }
  const result: Record<string, Json> = {};
  for (const [key, item] of Object.entries(value)) {
    setOwn(result, renderKey(key, scope, options, meter), renderNode(item, scope, options, meter));
  }
  return result;
}

function renderKey(key: string, scope: Scope, options: RenderOptions, meter: Meter): string {
  const compiled = compile(key, options);
  if (compiled.kind === 'literal') {
    return key;
  }
  const name = compiled.evaluate(scope, meter);
  if (typeof name === 'object' && name !== null) {
    throw new ExpressionError(new Fault('type_error', 'a key must be a string'), key);
  }
  return String(name);
}

/** Whether a value counts as true: not null, false, zero, empty text, list or object. Refuses sealed values. */
export function truthy(value: Json): boolean {
  try {
    return truth(value);
  } catch (thrown) {
    throw toExpressionError(thrown, '', 0);
  }
}
