import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { TestProject } from 'vitest/node';
import { startEndpoints } from './endpoints.ts';

declare module 'vitest' {
  interface ProvidedContext {
    readonly endpoints: string;
    /** The files of the pack of examples, by name. */
    readonly examples: Readonly<Record<string, string>>;
    /** Random graphs that are run per place of a crash: `npm run test:crash` takes 200. */
    readonly crashGraphs: number;
  }
}

/** Starts the endpoints in Node for tests that run inside workerd. */
export async function setup(project: TestProject): Promise<() => Promise<void>> {
  const endpoints = await startEndpoints();
  project.provide('endpoints', endpoints.url);
  project.provide('examples', await examples());
  project.provide('crashGraphs', Number(process.env.CRASH_GRAPHS ?? 20));
  return () => endpoints.close();
}

async function examples(): Promise<Record<string, string>> {
  const folder = join(import.meta.dirname, '../../packs/examples/workflows');
  const files = await readdir(folder);
  const texts = await Promise.all(files.map((file) => readFile(join(folder, file), 'utf8')));
  return Object.fromEntries(files.map((file, i) => [file.replace(/\.yaml$/, ''), texts[i] ?? '']));
}
