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

/** Collects references while a syntax tree is walked. */
export class ReferenceCollector {
  readonly #found: Mutable<References> = {
    variables: [],
    roots: [],
    tasks: [],
    secrets: [],
    functions: [],
    filters: [],
    tests: [],
    dynamic: false,
  };

  variable(path: readonly string[], optional: boolean, offset: number): void {
    this.#found.variables.push({ path, optional, offset });
  }

  root(path: readonly string[], optional: boolean, offset: number): void {
    this.#found.roots.push({ path, optional, offset });
    if (path[0] === 'task' && path.length > 1) {
      this.task(path.slice(1), optional, offset);
    }
  }

  task(path: readonly string[], optional: boolean, offset: number): void {
    this.#found.tasks.push({ path, optional, offset });
  }

  secret(name: string, offset: number): void {
    this.#found.secrets.push({ path: [name], optional: false, offset });
  }

  named(kind: 'functions' | 'filters' | 'tests', name: string, offset: number): void {
    this.#found[kind].push({ name, offset });
  }

  dynamic(): void {
    this.#found.dynamic = true;
  }

  get references(): References {
    return this.#found;
  }
}

export const NO_REFERENCES: References = new ReferenceCollector().references;
