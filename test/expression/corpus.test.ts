import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import deviations from '../conformance/deviations.json' with { type: 'json' };
import { runExpressionCases } from '../conformance/expression-runner.ts';

const folder = process.env.CONFORMANCE_DIR ?? '../shared/conformance';
const FILES = ['expressions/jinja.jsonl', 'expressions/yaql.jsonl', 'orquesta/expression.jsonl'];
const present = FILES.map((file) => join(folder, file)).filter((file) => existsSync(file));

/** The corpora lie outside of the project; where they do not, there is nothing to run. */
describe.runIf(present.length > 0)('the corpora', () => {
  it.each(present)('%s deviates only where it is said why', (file) => {
    const { passed, failed } = runExpressionCases(readFileSync(file, 'utf8').split('\n'));
    const known: Readonly<Record<string, string>> = deviations.expressions;
    expect(failed.filter(({ name }) => !Object.hasOwn(known, name))).toEqual([]);
    expect(passed / (passed + failed.length)).toBeGreaterThan(0.97);
  });
});
