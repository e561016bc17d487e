import type { ExecutionActor } from './execution-actor.ts';
import type { LimitActor } from './limit-actor.ts';

/** Bindings and variables of the Worker. Texts may be missing in a deployment that does not set them. */
export interface Env {
  readonly EXECUTION: DurableObjectNamespace<ExecutionActor>;
  readonly LIMIT: DurableObjectNamespace<LimitActor>;
  readonly LIBSQL_URL?: string;
  readonly LIBSQL_AUTH_TOKEN?: string;
  readonly OSTINATO_TOKEN?: string;
  /** Keys of callback tokens and secrets: `<id>:<base64url>`, the first signs, all verify; separated by commas. */
  readonly OSTINATO_KEY?: string;
  readonly OSTINATO_PUBLIC_URL?: string;
  readonly OSTINATO_EGRESS_ALLOW?: string;
  readonly OSTINATO_RETENTION_SECONDS?: string;
  readonly OSTINATO_MAX_WORKFLOW_DURATION_SECONDS?: string;
  readonly OSTINATO_MAX_WORKFLOW_DURATION_SECONDS_CEILING?: string;
  readonly OSTINATO_MAX_TASK_ITERATIONS_PER_WORKFLOW?: string;
  readonly OSTINATO_MAX_TASK_ITERATIONS_PER_WORKFLOW_CEILING?: string;
}
