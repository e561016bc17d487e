/** A variable or record that an expression reads. */
export interface Reference {
  /** The name and the members read from it, as far as they are constant: `ctx().a.b` gives `['a', 'b']`. */
  readonly path: readonly string[];
  /** A default, an `is defined` or a `.get` makes do without it. */
  readonly optional: boolean;
  readonly offset: number;
}

export interface NamedReference {
  readonly name: string;
  readonly offset: number;
}

/** What an expression reads and calls, found in its syntax tree. */
export interface References {
  /** Variables and parameters, through `ctx()` or by bare name. */
  readonly variables: readonly Reference[];
  /** Reserved records; the path begins with the record's name: `['parameters', 'host']`. */
  readonly roots: readonly Reference[];
  /** `task.<name>` and `task_status('<name>')`; the path begins with the task's name. */
  readonly tasks: readonly Reference[];
  /** `secret('<name>')`. */
  readonly secrets: readonly Reference[];
  readonly functions: readonly NamedReference[];
  readonly filters: readonly NamedReference[];
  readonly tests: readonly NamedReference[];
  /** Reads variables whose names are not known before it runs. */
  readonly dynamic: boolean;
}

type Mutable<T> = { -readonly [K in keyof T]: T[K] extends readonly (infer I)[] ? I[] : T[K] };

/** References while they are collected. */
export type ReferenceCollector = Mutable<References>;

export function noReferences(): ReferenceCollector {
  return { variables: [], roots: [], tasks: [], secrets: [], functions: [], filters: [], tests: [], dynamic: false };
}
