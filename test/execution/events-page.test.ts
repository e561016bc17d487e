import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';

const ROOT = join(import.meta.dirname, '../..');
const read = (path: string) => readFileSync(join(ROOT, path), 'utf8');

/** The types that a union of the engine names. */
function typesIn(path: string): readonly string[] {
  return [...read(path).matchAll(/(?:type: |^ {2})((?:'[a-z]+\.[a-z]+'(?: \| )?)+)/gm)].flatMap(([, names = '']) =>
    [...names.matchAll(/'([a-z.]+)'/g)].map(([, name = '']) => name),
  );
}

/** The types in the first column of a section. */
function typesOf(section: string): readonly string[] {
  const text =
    read('docs/events.md')
      .split('\n## ')
      .find((part) => part.startsWith(section)) ?? '';
  const cells = text.split('\n').flatMap((line) => /^\| (`.*?) \|/.exec(line)?.[1] ?? []);
  return cells.flatMap((cell) => [...cell.matchAll(/`([a-z]+\.[a-z]+)`/g)].map(([, name = '']) => name));
}

test.each([
  ['Causes', ['src/conductor/cause.ts']],
  ['Changes', ['src/projection/change.ts', 'src/inbox/change.ts']],
])('the page on events lists all %s and no others', (section, files) => {
  const types = [...new Set(files.flatMap(typesIn))];
  expect(types.length).toBeGreaterThan(15);
  expect([...typesOf(section)].sort()).toEqual(types.sort());
});
