import type { Env } from './env.ts';
import { Special, type Value } from './value.ts';

/** The arguments of a call, evaluated. */
export interface CallArguments {
  readonly positional: readonly Value[];
  readonly named: ReadonlyMap<string, Value>;
}

export const NO_ARGUMENTS: CallArguments = { positional: [], named: new Map() };

/** A value that can be called: a macro, `caller`, `joiner()`. */
export abstract class Callable extends Special {
  override readonly typeName: string = 'function';
  abstract call(given: CallArguments, env: Env): Value;
}
