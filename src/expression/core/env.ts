import type { Meter } from '../budget.ts';
import type { Scope } from '../scope.ts';
import type { Value } from './value.ts';

/**
 * How values look inside text: as Python writes them (`True`, `None`), as JSON does, or as YAQL's `str` writes them,
 * which is as Python but with tuples for lists.
 */
export type TextStyle = 'python' | 'json' | 'tuples';

/** Everything a compiled part of an expression needs to run. */
export class Env {
  readonly scope: Scope;
  readonly meter: Meter;
  readonly style: TextStyle;
  readonly locals: Locals | undefined;

  constructor(scope: Scope, meter: Meter, style: TextStyle, locals?: Locals) {
    this.scope = scope;
    this.meter = meter;
    this.style = style;
    this.locals = locals;
  }

  /** The same environment with another style of text. */
  styled(style: TextStyle): Env {
    return new Env(this.scope, this.meter, style, this.locals);
  }

  /** The same environment with room for names of its own. */
  nested(): Env {
    return this.within(new Locals(this.locals));
  }

  /** The same environment with other local names. */
  within(locals: Locals): Env {
    return new Env(this.scope, this.meter, this.style, locals);
  }
}

/** What an expression itself binds: loop variables, `set`, parameters, `let`; and arguments by position. */
export class Locals {
  readonly #parent: Locals | undefined;
  readonly #args: readonly Value[];
  #names: Map<string, Value> | undefined;

  constructor(parent?: Locals, args: readonly Value[] = NO_VALUES) {
    this.#parent = parent;
    this.#args = args;
  }

  set(name: string, value: Value): void {
    this.#names ??= new Map();
    this.#names.set(name, value);
  }

  get(name: string): Value | undefined {
    for (let locals: Locals | undefined = this; locals !== undefined; locals = locals.#parent) {
      const value = locals.#names?.get(name);
      if (value !== undefined) {
        return value;
      }
    }
    return undefined;
  }

  /** The argument at a position, of the nearest that has so many. */
  argument(index: number): Value | undefined {
    for (let locals: Locals | undefined = this; locals !== undefined; locals = locals.#parent) {
      const value = locals.#args[index];
      if (value !== undefined) {
        return value;
      }
    }
    return undefined;
  }
}

const NO_VALUES: readonly Value[] = [];

/** A part of an expression, compiled. */
export type Evaluate = (env: Env) => Value;
