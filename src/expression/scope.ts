import type { Json } from '../value/json.ts';

/**
 * What an expression can see. The engine gives one per evaluation; nothing is global, so the same text
 * evaluates the same way wherever and whenever the same scope stands behind it. Reading one name must cost
 * the same in a small scope as in a large one: only `variables()` may touch all names.
 */
export interface Scope {
  /** A variable or parameter by its bare name (what `ctx().x` and `x` mean), or undefined when unassigned. */
  variable(name: string): Json | undefined;
  /** All variables and parameters; called only when an expression takes the whole of them (`ctx()`). */
  variables(): Readonly<Record<string, Json>>;
  /**
   * The reserved names of the language (`parameters`, `vars`, `task`, `item`, `index`, `config`, `execution`,
   * `callback_url` …): a value, or a lookup whose members are read one at a time.
   */
  root(name: string): Json | Lookup | undefined;
  /** Functions of the engine by name: `iteration`, `result`, `error`, `succeeded`, `secret`, `task_status` … */
  call(name: string): ScopeFunction | undefined;
  /** Milliseconds since the epoch: the time of the event that evaluates, never the machine's clock. */
  readonly now: number;
  /** The next number in [0, 1) of a generator seeded by the event. */
  random(): number;
}

export type ScopeFunction = (...args: readonly Json[]) => Json;

/** A record that is too large or too lazy to be built for one member, e.g. `task` or `vars`. */
export class Lookup {
  readonly get: (name: string) => Json | undefined;
  /** All of it, when an expression takes the whole value. */
  readonly all: () => Readonly<Record<string, Json>>;

  constructor(get: (name: string) => Json | undefined, all: () => Readonly<Record<string, Json>>) {
    this.get = get;
    this.all = all;
  }
}
