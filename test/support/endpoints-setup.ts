import type { TestProject } from 'vitest/node';
import { startEndpoints } from './endpoints.ts';

declare module 'vitest' {
  interface ProvidedContext {
    readonly endpoints: string;
  }
}

/** Starts the endpoints in Node for tests that run inside workerd. */
export async function setup(project: TestProject): Promise<() => Promise<void>> {
  const endpoints = await startEndpoints();
  project.provide('endpoints', endpoints.url);
  return () => endpoints.close();
}
