import type { Finding } from '../../../problem/finding.ts';
import type { AnalysisContext } from '../context.ts';
import { warning, witness } from '../report.ts';
import type { UnassignedRead } from '../variables/unassigned.ts';

const CODE = 'variable_maybe_unassigned';

/** Names that an expression cannot do without and that only some paths assign. */
export function variableMaybeUnassigned(context: AnalysisContext): readonly Finding[] {
  const parameters = new Set<string>();
  return context.unassigned.flatMap((found): readonly Finding[] => {
    const { kind, read } = found;
    if (kind === 'sometimes') {
      return [onSomePaths(context, found)];
    }
    if (kind !== 'optional' || parameters.has(read.name)) {
      return [];
    }
    parameters.add(read.name);
    return [optionalParameter(context, found)];
  });
}

function onSomePaths(context: AnalysisContext, { site, read, path }: UnassignedRead): Finding {
  const { name } = read;
  const shown = path === null ? [] : witness(context.graph, path);
  const task = site.task === null ? undefined : context.definition.tasks[site.task]?.name;
  const message =
    task === undefined
      ? `The execution can end${lastOf(shown, ' at')} without publishing \`${name}\`, and fails then.`
      : `\`${task}\` can be reached without \`${name}\` having been published.`;
  return warning(context, CODE, site.path, message, {
    hint: `Give it a first value under \`vars\`, or a default here: \`${name} | default(…)\`.`,
    ...(path === null ? {} : { witness: shown }),
  });
}

function lastOf(names: readonly string[], before: string): string {
  const last = names.at(-1);
  return last === undefined ? '' : `${before} \`${last}\``;
}

function optionalParameter(context: AnalysisContext, { site, read }: UnassignedRead): Finding {
  const message = `The parameter \`${read.name}\` need not be given and has no default.`;
  return warning(context, CODE, site.path, message, {
    hint: 'Make it `required: true`, give it a `default`, or write `| default(…)` here.',
  });
}
