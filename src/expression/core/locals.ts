import type { Value } from './value.ts';

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
