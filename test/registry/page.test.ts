import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { schemaPage } from './page.ts';
import { fileStore, openRegistry } from './stores.ts';

test('docs/registry.md is the schema that the migrations make', async () => {
  const open = await openRegistry(fileStore);
  const page = readFileSync(join(import.meta.dirname, '../../docs/registry.md'), 'utf8');
  expect(page).toBe(await schemaPage(open.db));
  expect(page).toContain('## workflow_definition');
  await open.close();
});
