import type { Json, JsonObject } from '../value/json.ts';

export type Dialect = 'native' | 'orquesta';
export type Match = 'first' | 'all';
export type OnFailure = 'finish' | 'terminate';
export type JoinMode = 'all' | 'active' | number;
export type Command = 'continue' | 'noop' | 'fail' | 'retry';

export const COMMANDS: ReadonlySet<string> = new Set<Command>(['continue', 'noop', 'fail', 'retry']);

/** A name and the value (strings in it may be expressions) it gets; `path` is its JSON pointer in the file. */
export interface Assignment {
  readonly name: string;
  readonly value: Json;
  readonly path: string;
}

/**
 * A workflow as the engine knows it, whatever dialect it was written in: plain JSON, stored by content hash and
 * pinned by executions. `format` numbers this shape; older ones are lifted by `upcast/`.
 */
export interface Definition {
  readonly format: 1;
  readonly ref: string;
  readonly pack: string;
  readonly label: string;
  readonly description: string | null;
  /** The file's own version text; the registry counts versions by itself. */
  readonly version: string | null;
  readonly tags: readonly string[];
  readonly dialect: Dialect;
  /** Whether strings that expressions give are evaluated again (only in the Orquesta dialect, off by default). */
  readonly recursiveExpressions: boolean;
  /** JSON Schema (`type: object`) of the input; `secret: true` on a property makes its value sealed. */
  readonly parameters: JsonObject;
  readonly vars: readonly Assignment[];
  /** JSON Schema of the result, or null. */
  readonly output: JsonObject | null;
  readonly outputMap: readonly Assignment[];
  /** As the file names them; null: the tasks without inbound transition. */
  readonly entryPoints: readonly string[] | null;
  readonly tasks: readonly TaskDefinition[];
  readonly onFailure: OnFailure;
  /** Milliseconds; null: the deployment's default. */
  readonly timeout: number | null;
  readonly maxTaskIterations: number | null;
  readonly concurrency: ConcurrencyDefinition | null;
  /** Milliseconds that an ended execution is kept; null: for ever. */
  readonly retention: number | null;
  /** JSON pointer → [line, column], from 1, of every task, transition and string with an expression. */
  readonly positions: Readonly<Record<string, readonly [number, number]>>;
}

export interface ConcurrencyDefinition {
  readonly key: string;
  readonly limit: number;
  readonly onLimit: 'queue' | 'skip' | 'cancel_running' | 'fail';
}

export interface TaskDefinition {
  readonly name: string;
  readonly description: string | null;
  /** A core or pack action, or a workflow's ref; null: nothing is done. */
  readonly action: string | null;
  readonly input: JsonObject;
  readonly when: string | null;
  readonly with: WithDefinition | null;
  readonly join: JoinMode | null;
  /** Seconds, ISO 8601 text or an expression giving one. */
  readonly delay: number | string | null;
  readonly timeout: number | string | null;
  readonly totalTimeout: number | string | null;
  readonly heartbeat: number | string | null;
  readonly retry: RetryDefinition | null;
  readonly maxIterations: number | null;
  readonly match: Match;
  readonly onParentEnd: 'cancel' | 'abandon';
  readonly next: readonly TransitionDefinition[];
  readonly path: string;
  /** One expression that gives the whole input; `input` is then empty. */
  readonly inputExpression?: string;
}

export interface WithDefinition {
  /** The expression that gives the list, without `x in`. */
  readonly items: Json;
  /** Names bound to each item; empty: `item` only. */
  readonly names: readonly string[];
  readonly concurrency: number | string | null;
  readonly batchSize: number | null;
  readonly onItemFailure: 'stop' | 'continue';
}

export interface RetryDefinition {
  readonly count: number | string;
  readonly delay: number | string;
  readonly backoff: 'constant' | 'linear' | 'exponential';
  readonly maxDelay: number | string | null;
  /** 0 to 1: the share of the delay that is drawn at random. */
  readonly jitter: number;
  readonly when: string | null;
}

export interface TransitionDefinition {
  readonly when: string | null;
  readonly publish: readonly Assignment[];
  /** Task names and engine commands, each once, in order. */
  readonly do: readonly string[];
  readonly path: string;
}
