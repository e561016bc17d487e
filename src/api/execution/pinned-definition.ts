import type { Definition } from '../../definition/definition.ts';
import { buildGraph, type TransitionGraph } from '../../graph/transition-graph.ts';

/** What every start of a definition needs of it. */
export interface PinnedDefinition {
  readonly graph: TransitionGraph;
  /** As JSON. */
  readonly text: string;
}

/** Definitions are kept in memory by their hash, and these with them: a start costs the same whatever their size. */
const known = new WeakMap<Definition, PinnedDefinition>();

export function pinnedDefinition(definition: Definition): PinnedDefinition {
  const made = known.get(definition) ?? { graph: buildGraph(definition), text: JSON.stringify(definition) };
  known.set(definition, made);
  return made;
}
