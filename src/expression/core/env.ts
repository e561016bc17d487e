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

  /** The same environment with other local names. */
  within(locals: Locals): Env {
    return new Env(this.scope, this.meter, this.style, locals);
  }
}

/** Names that an expression itself binds: loop variables, `set`, macro parameters, `let`. */
export class Locals {
  readonly names = new Map<string, Value>();
  readonly parent: Locals | undefined;

  constructor(parent?: Locals) {
    this.parent = parent;
  }

  get(name: string): Value | undefined {
    for (let locals: Locals | undefined = this; locals !== undefined; locals = locals.parent) {
      const value = locals.names.get(name);
      if (value !== undefined) {
        return value;
      }
    }
    return undefined;
  }
}

/** A part of an expression, compiled. */
export type Evaluate = (env: Env) => Value;
