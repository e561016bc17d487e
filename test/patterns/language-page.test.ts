import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { loadDefinition } from '../../src/definition/load-definition.ts';
import { analyse } from '../../src/graph/analysis/analyse.ts';
import type { Script } from '../dag/trial.ts';
import { type End, expectEnd } from '../regressions/ends.ts';

interface Example {
  readonly line: number;
  readonly yaml: string;
  readonly runs: readonly (Script & End)[];
}

/** Every fenced block of the page, with the comments right above it that say what comes of running it. */
function examples(): readonly Example[] {
  const lines = readFileSync(join(import.meta.dirname, '../../docs/language.md'), 'utf8').split('\n');
  return lines.flatMap((text, begin): readonly Example[] => {
    if (text !== '```yaml') {
      return [];
    }
    const end = lines.indexOf('```', begin);
    const runs: (Script & End)[] = [];
    for (let at = begin - 1; lines[at]?.startsWith('<!-- run ') === true; at--) {
      runs.unshift(JSON.parse(lines[at]?.slice('<!-- run '.length, -' -->'.length) ?? ''));
    }
    return [{ line: begin + 1, yaml: lines.slice(begin + 1, end).join('\n'), runs }];
  });
}

describe('docs/language.md', () => {
  const all = examples();

  test('has examples, and none that is not run', () => {
    expect(all.length).toBeGreaterThanOrEqual(25);
    expect(all.filter(({ runs }) => runs.length === 0).map(({ line }) => line)).toEqual([]);
  });

  test.each(all)('the example at line $line loads without an error', ({ yaml }) => {
    const { definition, findings } = loadDefinition(yaml, { ref: 'test.example', pack: 'test' });
    const analysis = definition === null ? [] : analyse(definition);
    expect([...findings, ...analysis].filter(({ severity }) => severity === 'error')).toEqual([]);
  });

  test.each(all)('the example at line $line does what the page says', ({ yaml, runs }) => {
    for (const { runs: tasks, status, errors, output, ...script } of runs) {
      const end: End = { runs: tasks, ...(status && { status }), ...(errors && { errors }) };
      expectEnd(yaml, script, output === undefined ? end : { ...end, output });
    }
  });
});
