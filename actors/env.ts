import type { ExecutionActor } from './execution-actor.ts';
import type { LimitActor } from './limit-actor.ts';
import type { TriggerActor } from './trigger-actor.ts';

/** Bindings and variables of the Worker. Texts may be missing in a deployment that does not set them. */
export interface Env {
  readonly EXECUTION: DurableObjectNamespace<ExecutionActor>;
  readonly LIMIT: DurableObjectNamespace<LimitActor>;
  readonly TRIGGER: DurableObjectNamespace<TriggerActor>;
  readonly LIBSQL_URL?: string;
  readonly LIBSQL_AUTH_TOKEN?: string;
  readonly OSTINATO_TOKEN?: string;
  /** Who has the packs, with a token for it; without it they are those that the Worker carries. */
  readonly OSTINATO_BUNDLE_URL?: string;
  readonly OSTINATO_BUNDLE_TOKEN?: string;
  /** Keys of callback tokens and secrets: `<id>:<base64url>`, the first signs, all verify; separated by commas. */
  readonly OSTINATO_KEY?: string;
  readonly OSTINATO_PUBLIC_URL?: string;
  readonly OSTINATO_EGRESS_ALLOW?: string;
  /** `off`, `errors` or `all`. */
  readonly OSTINATO_LOG?: string;
  /** A collector of OpenTelemetry over HTTP; without it no spans are made. */
  readonly OSTINATO_OTLP_ENDPOINT?: string;
  /** `name=value` between commas. */
  readonly OSTINATO_OTLP_HEADERS?: string;
  readonly OSTINATO_RETENTION_SECONDS?: string;
  readonly OSTINATO_MAX_WORKFLOW_DURATION_SECONDS?: string;
  readonly OSTINATO_MAX_WORKFLOW_DURATION_SECONDS_CEILING?: string;
  readonly OSTINATO_MAX_TASK_ITERATIONS_PER_WORKFLOW?: string;
  readonly OSTINATO_MAX_TASK_ITERATIONS_PER_WORKFLOW_CEILING?: string;
}
