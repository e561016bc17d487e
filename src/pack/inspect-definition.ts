import { CORE_REFS } from '../definition/core-actions.ts';
import type { Definition } from '../definition/definition.ts';
import { hasExpression } from '../definition/expression-text.ts';
import { analyse } from '../graph/analysis/analyse.ts';
import type { Finding } from '../problem/finding.ts';
import { nearest } from '../problem/suggest.ts';
import type { Surroundings } from './inspect.ts';

/** Everything that is found in a definition at registration: its graph, and the actions its tasks name. */
export function inspectDefinition(definition: Definition, surroundings: Surroundings): readonly Finding[] {
  return [...unknownActions(definition, surroundings), ...analyse(definition)];
}

function unknownActions({ tasks, ref, positions }: Definition, surroundings: Surroundings): readonly Finding[] {
  return tasks.flatMap(({ action, path }) => {
    if (
      action === null ||
      action === ref ||
      hasExpression(action) ||
      CORE_REFS.has(action) ||
      surroundings.has(action)
    ) {
      return [];
    }
    const at = positions[`${path}/action`] ?? positions[path];
    const guess = nearest(action, CORE_REFS);
    return [
      {
        code: 'unknown_action',
        severity: 'error' as const,
        message: `There is no action and no workflow \`${action}\`.`,
        path: `${path}/action`,
        ...(at === undefined ? {} : { line: at[0], column: at[1] }),
        ...(guess === undefined ? {} : { hint: `Did you mean \`${guess}\`?` }),
      },
    ];
  });
}
