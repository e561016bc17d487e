import type { Definition } from '../definition/definition.ts';
import { analyse } from '../graph/analysis/analyse.ts';
import type { Finding } from '../problem/finding.ts';
import { namedActions } from '../registry/named-actions.ts';
import type { Surroundings } from './inspect.ts';

/** Everything that is found in a definition at registration: its graph, and the actions its tasks name. */
export function inspectDefinition(definition: Definition, surroundings: Surroundings): readonly Finding[] {
  const unknown = namedActions(definition).filter(({ ref }) => !surroundings.has(ref));
  return [...unknown.flatMap(({ findings }) => findings), ...analyse(definition)];
}
