import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';

const ROOT = join(import.meta.dirname, '../..');
/** Rooms whose findings are about files of packs. */
const ROOMS = ['pack', 'trigger', 'registry', 'api'];
const CODE = /(?:errorAt|error|warning|fail)\(\s*'([a-z]+_[a-z_]+)'|'code', '([a-z_]+)'|\bcode: '([a-z]+_[a-z_]+)'/g;

const codes = ROOMS.flatMap((room) => {
  const folder = join(ROOT, 'src', room);
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts'))
    .flatMap((name) => [...readFileSync(join(folder, name), 'utf8').matchAll(CODE)])
    .flatMap((match) => match.slice(1).filter((code) => code !== undefined));
});

test('the codes are found', () => {
  for (const code of ['duplicate_ref', 'ignored_file', 'missing_manifest', 'unknown_workflow', 'name_out_of_place']) {
    expect(codes).toContain(code);
  }
});

test.each([...new Set(codes)].sort())('%s has a page with what is wrong and what is right', (code) => {
  const path = join(ROOT, 'docs/errors', `${code}.md`);
  expect(existsSync(path)).toBe(true);
  const text = readFileSync(path, 'utf8');
  expect(text.startsWith(`# ${code}\n\n`)).toBe(true);
  expect(text).toMatch(/```(?:yaml|json|http|text)\n/);
});
