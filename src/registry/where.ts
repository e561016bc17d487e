type Argument = string | number | null;

/** Conditions of a query with their arguments, joined by AND. Never changed: each addition gives a new one. */
export class Where {
  readonly #conditions: readonly string[];
  readonly args: readonly Argument[];

  private constructor(conditions: readonly string[], args: readonly Argument[]) {
    this.#conditions = conditions;
    this.args = args;
  }

  static readonly all = new Where([], []);

  get text(): string {
    return this.#conditions.length === 0 ? '' : `WHERE ${this.#conditions.join(' AND ')}`;
  }

  and(condition: string, ...args: readonly Argument[]): Where {
    return new Where([...this.#conditions, condition], [...this.args, ...args]);
  }

  /** Adds the condition only when there is a value to compare with. */
  given(value: Argument | undefined, condition: string): Where {
    return value === undefined ? this : this.and(condition, value);
  }

  /** The column has one of the values of a filter; no values: no condition. */
  oneOf(column: string, values: readonly string[] | undefined): Where {
    return values === undefined || values.length === 0 ? this : this.among(column, values);
  }

  /** The column has one of the values that the caller may see; none at all: nothing passes. */
  among(column: string, values: readonly string[] | undefined): Where {
    if (values === undefined) {
      return this;
    }
    return this.and(`${column} IN (SELECT value FROM json_each(?))`, JSON.stringify(values));
  }

  /** One of the columns contains the text, whatever its case. */
  contains(columns: readonly string[], needle: string | undefined): Where {
    if (needle === undefined || needle === '') {
      return this;
    }
    const pattern = `%${needle.replace(/[\\%_]/g, '\\$&')}%`;
    const any = columns.map((column) => `${column} LIKE ? ESCAPE '\\'`).join(' OR ');
    return this.and(`(${any})`, ...columns.map(() => pattern));
  }
}
