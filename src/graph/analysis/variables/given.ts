import type { Definition } from '../../../definition/definition.ts';
import { hasExpression } from '../../../definition/expression-text.ts';
import { isObject } from '../../../value/json.ts';

/** What an execution has before its first task. */
export interface Given {
  /** Parameters that every execution has: required, or with a default. */
  readonly sure: ReadonlySet<string>;
  /** Parameters that the caller may leave out, and that are missing then. */
  readonly optional: ReadonlySet<string>;
  /** The input may hold more than the parameters that are declared. */
  readonly open: boolean;
  /** Names of `vars`, in order. */
  readonly vars: readonly string[];
  /** Names that transitions publish, wherever. */
  readonly published: ReadonlySet<string>;
  /** Some variable is named by an expression, so any name may be assigned. */
  readonly dynamic: boolean;
}

export function givenOf({ dialect, parameters, vars, tasks }: Definition): Given {
  const { properties, required, additionalProperties } = parameters;
  const declared = isObject(properties) ? Object.entries(properties) : [];
  const needed = new Set(Array.isArray(required) ? required : []);
  const sure = new Set<string>();
  const optional = new Set<string>();
  for (const [name, schema] of declared) {
    const filled = isObject(schema) && schema.default !== undefined;
    (filled || needed.has(name) ? sure : optional).add(name);
  }
  const published = tasks.flatMap(({ next }) => next.flatMap(({ publish }) => publish));
  return {
    sure,
    optional,
    // Orquesta drops what is not declared.
    open: dialect === 'native' && additionalProperties !== false,
    vars: vars.map(({ name }) => name),
    published: new Set(published.map(({ name }) => name)),
    dynamic: [...vars, ...published].some(({ name }) => hasExpression(name)),
  };
}
