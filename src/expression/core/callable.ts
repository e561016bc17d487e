import { Special, type Value } from './value.ts';

/** Values of the arguments of a call. */
export interface CallArguments {
  readonly positional: readonly Value[];
  readonly named: ReadonlyMap<string, Value>;
}

export const NO_ARGUMENTS: CallArguments = { positional: [], named: new Map() };

/** A value that can be called, and may have members. */
export class Callable extends Special {
  override readonly typeName: string;
  readonly call: (given: CallArguments) => Value;
  readonly #members: Readonly<Record<string, () => Value>>;

  constructor(typeName: string, call: Callable['call'], members: Readonly<Record<string, () => Value>> = {}) {
    super();
    this.typeName = typeName;
    this.call = call;
    this.#members = members;
  }

  override member(name: string): Value | undefined {
    return Object.hasOwn(this.#members, name) ? this.#members[name]?.() : undefined;
  }
}
