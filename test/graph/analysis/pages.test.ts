import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { analysed } from './analysed.ts';

const ROOT = join(import.meta.dirname, '../../..');
const CODE = /(?:error|warning)\(\s*\w+,\s*'([a-z_]+)'|CODE = '([a-z_]+)'/g;

/** Codes that the sources of the analysis name. */
function emitted(): readonly string[] {
  const folder = join(ROOT, 'src/graph/analysis');
  const codes = readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts'))
    .flatMap((name) => [...readFileSync(join(folder, name), 'utf8').matchAll(CODE)])
    .flatMap((match) => match[1] ?? match[2] ?? []);
  return [...new Set(codes)].sort();
}

const pageOf = (code: string) => join(ROOT, 'docs/errors', `${code}.md`);

/** The first block of a page is wrong, the second is right. */
function examplesOf(code: string): readonly string[] {
  return [...readFileSync(pageOf(code), 'utf8').matchAll(/```yaml\n([\s\S]*?)\n```/g)].map((match) => match[1] ?? '');
}

describe('every finding of the analysis has a page', () => {
  test('and there are as many as the language asks for, and one for too large graphs', () => {
    expect(emitted()).toHaveLength(13);
  });

  test.each(emitted())('%s', (code) => {
    expect(existsSync(pageOf(code))).toBe(true);
    expect(readFileSync(pageOf(code), 'utf8').startsWith(`# ${code}\n`)).toBe(true);
  });

  test.each(emitted().filter((code) => code !== 'analysis_incomplete'))('whose examples are true: %s', (code) => {
    const [wrong, right] = examplesOf(code);
    expect(analysed(wrong ?? '').map((finding) => finding.code)).toEqual([code]);
    expect(analysed(right ?? '')).toEqual([]);
  });

  test.each(emitted().filter((code) => code !== 'analysis_incomplete'))('that tells its severity: %s', (code) => {
    const [found] = analysed(examplesOf(code)[0] ?? '');
    expect(found?.severity).toBe(/\*Warning\.\*/.test(readFileSync(pageOf(code), 'utf8')) ? 'warning' : 'error');
    expect(found?.line).toBeGreaterThan(0);
    expect(found?.hint).not.toBe(undefined);
  });
});
