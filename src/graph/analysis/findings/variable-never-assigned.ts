import type { Finding } from '../../../problem/finding.ts';
import { nearest } from '../../../problem/suggest.ts';
import { isObject } from '../../../value/json.ts';
import type { AnalysisContext } from '../context.ts';
import { error, listed } from '../report.ts';
import type { UnassignedRead } from '../variables/unassigned.ts';

const CODE = 'variable_never_assigned';
/** So many times a similar name is looked for. */
const MOST_HINTS = 100;

/** Names that an expression cannot do without and that nothing before it assigns. */
export function variableNeverAssigned(context: AnalysisContext): readonly Finding[] {
  const { definition, unassigned } = context;
  const wrong = unassigned.filter(({ kind }) => kind === 'never' || kind === 'parameter_in_vars');
  const publishers = publishersOf(definition);
  const parameters = isObject(definition.parameters.properties) ? Object.keys(definition.parameters.properties) : [];
  const known = [...new Set([...parameters, ...definition.vars.map(({ name }) => name), ...publishers.keys()])];
  return wrong.map(({ site, read, kind }, index) => {
    const { name, source } = read;
    if (kind === 'parameter_in_vars') {
      return error(context, CODE, site.path, `\`${name}\` is a parameter, and \`vars\` holds none.`, {
        hint: `Write \`parameters.${name}\`, or \`${name}\` alone.`,
      });
    }
    if (source === 'parameters') {
      const near = index < MOST_HINTS ? nearest(name, parameters) : undefined;
      return error(context, CODE, site.path, `There is no parameter \`${name}\`.`, {
        hint: near === undefined ? 'Declare it under `parameters`.' : `Did you mean \`${near}\`?`,
      });
    }
    return error(context, CODE, site.path, messageFor(context, site, name, publishers.get(name)), {
      hint: hintFor(context, name, publishers.has(name), index < MOST_HINTS ? known : []),
    });
  });
}

function messageFor(
  { definition }: AnalysisContext,
  { task, role }: UnassignedRead['site'],
  name: string,
  publishers: readonly string[] | undefined,
): string {
  const own = task === null ? undefined : definition.tasks[task]?.name;
  if (publishers !== undefined && own !== undefined) {
    return `\`${name}\` is published by ${listed(publishers)}, but no path leads from there to \`${own}\`.`;
  }
  if (role === 'var' && (publishers !== undefined || definition.vars.some((assignment) => assignment.name === name))) {
    return `\`${name}\` is not assigned yet when this variable is.`;
  }
  return `\`${name}\` is never assigned.`;
}

function hintFor(
  { definition, graph }: AnalysisContext,
  name: string,
  published: boolean,
  known: readonly string[],
): string {
  if (graph.indexOf.has(name)) {
    return `To read the result of the task, write \`task.${name}.result\`.`;
  }
  if (published || definition.vars.some((assignment) => assignment.name === name)) {
    return 'Assign it before, under `vars` or in a `publish` on the way, or give it a default: `| default(…)`.';
  }
  const near = nearest(name, known);
  return near === undefined
    ? 'Declare it under `parameters` or `vars`, or publish it in a task before.'
    : `Did you mean \`${near}\`?`;
}

/** By name: the tasks that publish it. */
function publishersOf({ tasks }: AnalysisContext['definition']): ReadonlyMap<string, readonly string[]> {
  const publishers = new Map<string, string[]>();
  for (const task of tasks) {
    const names = task.next.flatMap(({ publish }) => publish.map((assignment) => assignment.name));
    for (const name of new Set(names)) {
      const list = publishers.get(name);
      if (list === undefined) {
        publishers.set(name, [task.name]);
      } else {
        list.push(task.name);
      }
    }
  }
  return publishers;
}
