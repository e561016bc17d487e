import type { Value } from './value.ts';

/** What an expression itself binds: loop variables, `set`, parameters, `let`; and arguments by position. */
export class Locals {
  readonly #parent: Locals | undefined;
  readonly #args: readonly Value[] | undefined;
  #names: Map<string, Value> | undefined;

  constructor(parent?: Locals, args?: readonly Value[]) {
    this.#parent = parent;
    this.#args = args;
  }

  set(name: string, value: Value): void {
    this.#names ??= new Map();
    this.#names.set(name, value);
  }

  get(name: string): Value | undefined {
    const value = this.#names?.get(name);
    return value === undefined ? this.#parent?.get(name) : value;
  }

  /** The argument at a position, of the nearest that has so many. */
  argument(index: number): Value | undefined {
    const value = this.#args?.[index];
    return value === undefined ? this.#parent?.argument(index) : value;
  }
}
