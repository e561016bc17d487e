import { compile } from '../expression/compile.ts';
import { ExpressionError } from '../expression/error.ts';
import type { References } from '../expression/references.ts';
import type { Definition } from './definition.ts';
import { expressionSites } from './expression-sites.ts';

type Described = Omit<Definition, 'positions'>;

/**
 * Names of the tasks whose status or result the expressions of a definition ask for; `all` when an expression
 * takes them by a name that only running tells.
 */
export function referencedTasks(definition: Described): ReadonlySet<string> | 'all' {
  const names = new Set<string>();
  for (const references of allReferences(definition)) {
    if (references === null || asksDynamically(references)) {
      return 'all';
    }
    for (const { path } of references.tasks) {
      if (path[0] !== undefined) {
        names.add(path[0]);
      }
    }
  }
  return names;
}

/** Names of the variables and parameters that expressions read; `all` when one takes them as a whole. */
export function referencedVariables(definition: Described): ReadonlySet<string> | 'all' {
  const names = new Set<string>();
  for (const references of allReferences(definition)) {
    if (references === null || references.dynamic) {
      return 'all';
    }
    const read = [...references.variables, ...references.roots.filter(isVariableRoot)];
    for (const { path } of read) {
      const name = RECORDS.has(path[0] ?? '') ? path[1] : path[0];
      if (name === undefined) {
        return 'all';
      }
      names.add(name);
    }
  }
  return names;
}

/** Names of the secrets that expressions open. */
export function referencedSecrets(definition: Described): ReadonlySet<string> {
  const secrets = [...allReferences(definition)].flatMap((references) => references?.secrets ?? []);
  return new Set(secrets.flatMap(({ path }) => path[0] ?? []));
}

/** What each expression reads; null for one that does not compile. */
function* allReferences(definition: Described): Generator<References | null> {
  for (const { text } of expressionSites(definition)) {
    yield referencesOf(text, definition);
  }
}

function referencesOf(text: string, { dialect, recursiveExpressions }: Described): References | null {
  try {
    return compile(text, { dialect, recursive: recursiveExpressions }).references;
  } catch (error) {
    if (error instanceof ExpressionError) {
      return null;
    }
    throw error;
  }
}

/** `task` as a whole or with a computed member, or `task_status` of a computed name. */
function asksDynamically({ roots, functions, tasks }: References): boolean {
  const named = new Set(tasks.map(({ offset }) => offset));
  return (
    roots.some(({ path, offset }) => path[0] === 'task' && path.length === 1 && !named.has(offset)) ||
    functions.some(({ name, offset }) => name === 'task_status' && !named.has(offset))
  );
}

const RECORDS: ReadonlySet<string> = new Set(['vars', 'workflow', 'parameters']);

function isVariableRoot({ path }: References['roots'][number]): boolean {
  return RECORDS.has(path[0] ?? '');
}
