import * as v from 'valibot';
import { StatusSchema } from './execution.ts';
import { ObjectSchema, TimeSchema } from './values.ts';

export const TriggerSchema = v.strictObject({
  name: v.string(),
  type: v.picklist(['webhook', 'schedule']),
  label: v.string(),
  description: v.nullable(v.string()),
  workflow: v.string(),
  enabled: v.boolean(),
  /** The pack it came with; null: made through the API. */
  pack: v.nullable(v.string()),
  /** As it is understood: everything in place, defaults too. */
  definition: ObjectSchema,
  /** Whether the address of a webhook has a key, without which nothing comes in. */
  has_key: v.boolean(),
  /** The next time of a schedule. */
  next_at: v.nullable(TimeSchema),
  created_at: TimeSchema,
  updated_at: TimeSchema,
  links: v.strictObject({ self: v.string(), deliveries: v.string(), workflow: v.string() }),
});

const keyed = {
  /** Told here once; kept only as a hash. */
  key: v.optional(v.string()),
  /** Where the provider is to send its deliveries. */
  url: v.optional(v.string()),
};

/** A trigger with the key that it has just been given. */
export const PutTriggerSchema = v.strictObject({ ...TriggerSchema.entries, ...keyed });

export const TriggerKeySchema = v.strictObject({ key: v.string(), url: v.string() });

export const DeliverySchema = v.strictObject({
  id: v.string(),
  received_at: TimeSchema,
  /** The time of a schedule. */
  planned_at: v.nullable(TimeSchema),
  /** `accepted`: stored, its execution will be started; `skipped`: the schedule let it pass. */
  outcome: v.picklist(['accepted', 'started', 'filtered', 'skipped', 'failed']),
  /** Why nothing was started. */
  reason: v.nullable(v.string()),
  error: v.nullable(v.strictObject({ code: v.string(), message: v.string() })),
  execution: v.nullable(v.string()),
  /** What the provider calls it. */
  delivery_id: v.nullable(v.string()),
  redelivery_of: v.nullable(v.string()),
  /** How often it came again. */
  repeats: v.number(),
  /** Starts that did not get through so far. */
  failed_tries: v.number(),
  body_characters: v.number(),
});

/** What a delivery has come to. */
export const HookSchema = v.strictObject({
  /** Null: nothing is started. */
  execution: v.nullable(v.string()),
  reason: v.optional(v.literal('filtered')),
});

/** What has come of an execution that was waited for. */
export const HookResultSchema = v.strictObject({
  execution: v.string(),
  status: StatusSchema,
  output: v.unknown(),
  error: v.nullable(ObjectSchema),
});
