import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { compile } from '../../src/expression/compile.ts';
import { ExpressionError } from '../../src/expression/error.ts';
import type { Json, JsonObject } from '../../src/value/json.ts';
import { orquestaScope } from '../conformance/expression-scope.ts';

interface Case {
  readonly expr: string;
  readonly value?: Json;
  readonly error?: string;
}

const folder = new URL('./cases/', import.meta.url).pathname;
const context = JSON.parse(readFileSync(`${folder}context.json`, 'utf8')) as JsonObject;

function casesOf(name: string): readonly (readonly [string, Case])[] {
  const lines = readFileSync(`${folder}${name}.jsonl`, 'utf8').trim().split('\n');
  return lines.map((line) => JSON.parse(line) as Case).map((one) => [one.expr, one] as const);
}

/** Expressions with the values and errors that the originals of both languages give. */
describe.each(['jinja', 'yaql'])('%s as the original', (name) => {
  it.each(casesOf(name))('%s', (_, { expr, value, error }) => {
    const run = () => compile(expr, { dialect: 'orquesta', recursive: true }).evaluate(orquestaScope(context));
    if (error === undefined) {
      expect(run()).toEqual(value);
      return;
    }
    let thrown: unknown;
    try {
      run();
    } catch (caught) {
      thrown = caught;
    }
    expect(thrown).toBeInstanceOf(ExpressionError);
    expect(thrown).toMatchObject({ kind: error });
  });
});
