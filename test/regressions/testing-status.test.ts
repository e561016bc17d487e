import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';

const ROOT = join(import.meta.dirname, '../..');
const PAGE = readFileSync(join(ROOT, 'docs/testing-status.md'), 'utf8');
/** Places that hold no tests of their own. */
const HELPERS = ['fixtures', 'support'];

describe('docs/testing-status.md', () => {
  const named = [...PAGE.matchAll(/`(test\/[^`]+)`/g)].map((match) => match[1] ?? '');

  test('names only what is there', () => {
    expect(named.length).toBeGreaterThan(20);
    expect(named.filter((path) => !existsSync(join(ROOT, path)))).toEqual([]);
  });

  test('names every folder of tests', () => {
    const folders = readdirSync(join(ROOT, 'test'), { withFileTypes: true })
      .filter((entry) => entry.isDirectory() && !HELPERS.includes(entry.name))
      .map(({ name }) => name);
    expect(folders.filter((folder) => !named.some((path) => path.startsWith(`test/${folder}/`)))).toEqual([]);
  });
});
