import type { Definition } from '../../src/definition/definition.ts';
import { type LoadedDefinition, loadDefinition } from '../../src/definition/load-definition.ts';
import type { Origin } from '../../src/definition/reading.ts';

export const ORIGIN: Origin = { ref: 'examples.deploy', pack: 'examples' };

/** Loads a file as if it stood in the examples pack. */
export function load(source: string, origin: Partial<Origin> = {}): LoadedDefinition {
  return loadDefinition(source, { ...ORIGIN, ...origin });
}

/** The definition of a file that has one. */
export function definitionOf(source: string, origin: Partial<Origin> = {}): Definition {
  const { definition, findings } = load(source, origin);
  if (definition === null) {
    throw new Error(`no definition: ${JSON.stringify(findings)}`);
  }
  return definition;
}

/** Findings in short: `code path line:column`. */
export function found(source: string, origin: Partial<Origin> = {}): readonly string[] {
  return load(source, origin).findings.map(({ code, path, line, column }) => `${code} ${path} ${line}:${column}`);
}

/** A number generator with a seed, so that what fails can be repeated. */
export function seeded(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}
