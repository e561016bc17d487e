import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { load } from './load.ts';

const ROOT = join(import.meta.dirname, '../..');
const CODE =
  /(?:error|warning)\(\s*'([a-z_]+)'|code: '([a-z_]+)'|^\s*return '([a-z]+_[a-z_]+)';|findings\.\w+\(\s*\w+ \? '([a-z_]+)' : '([a-z_]+)'/gm;

/** Codes that the sources of this room name, and those that it hands on from expressions. */
function emitted(): readonly string[] {
  const folder = join(ROOT, 'src/definition');
  const codes = new Set(['unknown_function', 'unknown_filter', 'wrong_type', 'invalid_value', 'empty_definition']);
  for (const name of readdirSync(folder, { recursive: true, encoding: 'utf8' })) {
    const text = name.endsWith('.ts') ? readFileSync(join(folder, name), 'utf8') : '';
    for (const match of text.matchAll(CODE)) {
      for (const code of match.slice(1).filter((group) => group !== undefined)) {
        codes.add(code);
      }
    }
  }
  return [...codes].sort();
}

const pageOf = (code: string) => join(ROOT, 'docs/errors', `${code}.md`);

/** The first block of a page is wrong, the second is right. */
function examplesOf(code: string): readonly string[] {
  return [...readFileSync(pageOf(code), 'utf8').matchAll(/```yaml\n([\s\S]*?)\n```/g)].map((match) => match[1] ?? '');
}

/** Makes a whole file of an excerpt. */
function whole(excerpt: string): string {
  if (/^(?:next|action|input):/m.test(excerpt) && !/^tasks:|^dialect:/m.test(excerpt)) {
    const orquesta = excerpt.startsWith('action: core.echo message=');
    const body = excerpt.replaceAll('\n', '\n    ');
    const others = orquesta ? '' : '\n  report:\n  b:';
    return `${orquesta ? 'dialect: orquesta\n' : ''}tasks:\n  main:\n    ${body}${others}\n`;
  }
  return /^tasks:/m.test(excerpt) || excerpt.startsWith('# to be written') || !excerpt.includes(':')
    ? excerpt
    : `${excerpt}\ntasks:\n  - name: main\n`;
}

/** Examples that only hint at the size it takes. */
const SKETCHED = new Set(['definition_too_large', 'too_deep', 'too_many_findings', 'too_many_aliases']);

describe('every finding has a page', () => {
  test.each(emitted())('%s', (code) => {
    expect(existsSync(pageOf(code))).toBe(true);
    expect(readFileSync(pageOf(code), 'utf8').startsWith(`# ${code}\n`)).toBe(true);
  });

  test.each(emitted().filter((code) => !SKETCHED.has(code)))('whose examples are true: %s', (code) => {
    const [wrong, right] = examplesOf(code);
    expect(load(whole(wrong ?? '')).findings.map((finding) => finding.code)).toContain(code);
    if (right !== undefined) {
      expect(load(whole(right)).findings.map((finding) => finding.code)).not.toContain(code);
    }
  });
});
