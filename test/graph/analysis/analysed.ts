import { expect } from 'vitest';
import { loadDefinition } from '../../../src/definition/load-definition.ts';
import type { Origin } from '../../../src/definition/reading.ts';
import { analyse } from '../../../src/graph/analysis/analyse.ts';
import type { Finding } from '../../../src/problem/finding.ts';
import type { Json } from '../../../src/value/json.ts';

/** The findings of the analysis for a file that loads. */
export function analysed(source: string, origin: Partial<Origin> = {}): readonly Finding[] {
  const { definition, findings } = loadDefinition(source, {
    ref: 'examples.deploy',
    pack: 'examples',
    ...origin,
  });
  if (definition === null) {
    throw new Error(`no definition: ${JSON.stringify(findings)}`);
  }
  return analyse(definition);
}

/** What a file is expected to give: code, path, and the witness if it matters. */
export type Expected = readonly [code: string, path: string, witness?: Json];

/** A case of a table: what it is about, the file, its findings. */
export type Case = [name: string, source: string, ...expected: Expected[]];

/** Runs a case: compares all findings, in the order of the file, and witnesses as far as they are given. */
export function check(_: string, source: string, ...expected: readonly Expected[]): void {
  const found = analysed(source);
  const short = found.map(({ code, path }) => `${code} ${path}`);
  expect(short).toEqual(expected.map(([code, path]) => `${code} ${path}`));
  for (const [i, [, , witness]] of expected.entries()) {
    if (witness !== undefined) {
      expect(found[i]?.witness).toEqual(witness);
    }
  }
}

/** A file of tasks, one line each: `a: {next: [{do: b}]}`. */
export function tasks(lines: string, more = ''): string {
  return `${more}\ntasks:\n${lines
    .split('\n')
    .filter((line) => line.trim() !== '')
    .map((line) => `  ${line.trim()}`)
    .join('\n')}\n`;
}
