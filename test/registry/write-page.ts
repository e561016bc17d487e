import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { schemaPage } from './page.ts';
import { fileStore, openRegistry } from './stores.ts';

/** `npm run docs:registry`: writes docs/registry.md. */
const open = await openRegistry(fileStore);
writeFileSync(join(import.meta.dirname, '../../docs/registry.md'), await schemaPage(open.db));
await open.close();
