import type { Json } from '../../src/value/json.ts';
import type { Script } from './trial.ts';

/** A workflow of the corpus and what comes of it, in whatever order its calls are answered. */
export interface Case extends Script {
  readonly name: string;
  readonly yaml: string;
  /** `a b*3`: how often each task runs; tasks that are not named do not run. */
  readonly runs: string;
  /** `succeeded` unless said otherwise. */
  readonly status?: 'failed' | 'timed_out' | 'canceled';
  /** Code of the first error. */
  readonly error?: string;
  readonly output?: Json;
}
