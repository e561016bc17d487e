import type { JsonObject } from '../../value/json.ts';

export const PRESETS = ['github', 'stripe', 'slack', 'standard-webhooks', 'hmac', 'none'] as const;
export const ALGORITHMS = ['sha256', 'sha1', 'sha512'] as const;
export const ENCODINGS = ['hex', 'base64'] as const;
export const RESPONSES = ['accepted', 'result'] as const;
export const CATCH_UPS = ['none', 'last', 'all'] as const;
export const OVERLAPS = ['skip', 'allow', 'cancel'] as const;

/**
 * What starts executions by itself, read from `triggers/*.yaml` or a request, complete: plain JSON, which a type alias,
 * unlike an interface, may be taken for. `format` numbers this shape.
 */
export type TriggerDefinition = TriggerBase & (WebhookTrigger | ScheduleTrigger);

export type WebhookTrigger = { readonly type: 'webhook'; readonly webhook: WebhookSettings };
export type ScheduleTrigger = { readonly type: 'schedule'; readonly schedule: ScheduleSettings };

type TriggerBase = {
  readonly format: 1;
  readonly name: string;
  readonly label: string;
  readonly description: string | null;
  /** The ref of the workflow that is started. */
  readonly workflow: string;
  readonly enabled: boolean;
  /** A condition over `trigger`; null: everything starts an execution. */
  readonly filter: string | null;
  /** The input of the execution, its strings perhaps expressions over `trigger`; or one expression that gives it. */
  readonly input: JsonObject | string;
  /** Tags of the executions. */
  readonly tags: readonly string[];
};

/** How a request is answered, and how it proves where it comes from. */
export type WebhookSettings = Answering & (SignedWebhook | HmacWebhook | UnsignedWebhook);

type Answering = {
  /** `accepted` at once, or the `result` of the execution. */
  readonly respond: (typeof RESPONSES)[number];
  /** How long the result is waited for; null with `accepted`. */
  readonly wait_seconds: number | null;
};

type SignedWebhook = {
  readonly preset: 'github' | 'stripe' | 'slack' | 'standard-webhooks';
  /** Names of secrets of the registry; a signature by any of them is good. */
  readonly secrets: readonly string[];
  /** How far the signed time may lie from ours; null: the provider signs none. */
  readonly tolerance_seconds: number | null;
};

type HmacWebhook = {
  readonly preset: 'hmac';
  readonly secrets: readonly string[];
  /** Names of headers are in lower case. */
  readonly header: string;
  readonly algorithm: (typeof ALGORITHMS)[number];
  readonly encoding: (typeof ENCODINGS)[number];
  /** What stands before the signature in its header. */
  readonly prefix: string;
  /** Given, `<time>.<body>` is signed; null: the body alone. */
  readonly timestamp_header: string | null;
  readonly tolerance_seconds: number | null;
  readonly delivery_id_header: string | null;
};

type UnsignedWebhook = {
  readonly preset: 'none';
  readonly allow_unsigned: true;
  readonly delivery_id_header: string | null;
};

/** When it is time. */
export type ScheduleSettings = Missing &
  ({ readonly cron: string; readonly timezone: string } | { readonly interval_seconds: number });

type Missing = {
  /** Of the times that passed while nothing could be started: none, the last one, or all up to `catch_up_limit`. */
  readonly catch_up: (typeof CATCH_UPS)[number];
  readonly catch_up_limit: number | null;
  /** While the execution before is still running: skip this time, start beside it, or cancel it. */
  readonly overlap: (typeof OVERLAPS)[number];
};
