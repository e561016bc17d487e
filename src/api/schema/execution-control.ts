import * as v from 'valibot';
import { StatusSchema } from './execution.ts';
import { JsonObjectSchema, JsonSchema, MomentSchema } from './values.ts';

/** Body of a cancellation: whether running calls may end. */
export const CancelSchema = v.strictObject({
  mode: v.optional(v.picklist(['finish', 'terminate']), 'finish'),
});

const ItemNumber = v.pipe(v.number(), v.integer(), v.minValue(0));
const MessageSchema = v.pipe(v.string(), v.minLength(1), v.maxLength(4096));

/** Body of a completion by hand. */
export const CompletionSchema = v.strictObject({
  status: v.picklist(['succeeded', 'failed', 'canceled']),
  /** Of a task with items: the one that is completed. */
  item: v.optional(ItemNumber),
  result: v.optional(JsonSchema),
  /** Of a failure. */
  error: v.optional(v.strictObject({ message: MessageSchema })),
});

/** Body of a rerun: from the failed tasks, or from named ones, of an ended execution; or from any event of it. */
export const RerunSchema = v.strictObject({
  /** Tasks, or instances of tasks (`poll:3`). */
  from: v.optional(
    v.pipe(v.array(v.pipe(v.string(), v.minLength(1), v.maxLength(128))), v.minLength(1), v.maxLength(100)),
  ),
  at: v.optional(v.pipe(v.number(), v.integer(), v.minValue(1))),
  reset_items: v.optional(v.boolean(), false),
  /** `latest` only goes when the recorded path exists in it. */
  definition: v.optional(v.picklist(['pinned', 'latest']), 'pinned'),
  /** Instead of the input of the origin, as a whole. */
  input: v.optional(JsonSchema),
  /** Variables that everything taken over sees from now on. */
  vars: v.optional(JsonObjectSchema, {}),
});

/** Body of a sign of life. */
export const HeartbeatSchema = v.strictObject({
  progress: v.optional(v.number()),
  note: v.optional(v.pipe(v.string(), v.maxLength(1024))),
});

/** The most that one request does. */
export const BULK_LIMIT = 200;

const BULK_ACTIONS = ['cancel', 'pause', 'resume', 'rerun', 'delete'] as const;

const Name = v.pipe(v.string(), v.minLength(1), v.maxLength(512));

/** Body of an act on many executions. */
export const BulkSchema = v.strictObject({
  action: v.picklist(BULK_ACTIONS),
  /** Of `cancel`. */
  mode: v.optional(v.picklist(['finish', 'terminate']), 'finish'),
  filter: v.strictObject({
    workflow: v.optional(Name),
    pack: v.optional(Name),
    status: v.optional(v.union([StatusSchema, v.pipe(v.array(StatusSchema), v.maxLength(16))])),
    tag: v.optional(v.union([Name, v.pipe(v.array(Name), v.maxLength(32))])),
    since: v.optional(MomentSchema),
    until: v.optional(MomentSchema),
  }),
  /** How many executions the caller expects to hit. */
  confirm: v.pipe(v.number(), v.integer(), v.minValue(0)),
});

/** What became of each execution. */
export const BulkResultSchema = v.strictObject({
  action: v.picklist(BULK_ACTIONS),
  matched: v.number(),
  done: v.number(),
  results: v.array(
    v.strictObject({
      id: v.string(),
      ok: v.boolean(),
      /** Afterwards; null when it is gone or was refused. */
      status: v.nullable(StatusSchema),
      /** Of `rerun`: the new execution. */
      rerun: v.optional(v.string()),
      error: v.nullable(v.strictObject({ code: v.string(), detail: v.string() })),
    }),
  ),
});

/** One item of a task with items. */
export const TaskItemSchema = v.looseObject({
  item: v.number(),
  status: v.nullable(v.string()),
  attempt: v.nullable(v.number()),
  input: v.unknown(),
  result: v.unknown(),
  error: v.nullable(v.record(v.string(), v.unknown())),
});
