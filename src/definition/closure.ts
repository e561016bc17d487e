import type { Json, JsonObject } from '../value/json.ts';

/**
 * What an execution is pinned to beside its definition, copied when it starts: the pack actions its tasks name,
 * the versions of the workflows they start, the pack's configuration. Nothing of it is read again later.
 */
export interface Closure {
  readonly actions: Readonly<Record<string, PinnedAction>>;
  readonly children: Readonly<Record<string, PinnedChild>>;
  readonly config: JsonObject;
}

/** An action of a pack: a call whose strings may be expressions over `parameters` and `config`. */
export interface PinnedAction {
  readonly parameters: JsonObject;
  readonly kind: 'http' | 'webhook';
  readonly call: JsonObject;
  /** How long one call may take, as a task says it. */
  readonly timeout?: Json;
  /** What becomes of the answer, over `result()`; null: the answer itself. */
  readonly result: Json;
}

export interface PinnedChild {
  /** The workflow, where the task names an action that starts it. */
  readonly workflow?: string;
  readonly hash: string;
  readonly version: number;
}

export const EMPTY_CLOSURE: Closure = { actions: {}, children: {}, config: {} };
