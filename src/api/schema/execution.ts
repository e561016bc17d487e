import * as v from 'valibot';
import { DurationSchema, JsonSchema, ObjectSchema, TagsSchema, TimeSchema } from './values.ts';

export const EXECUTION_STATUSES = [
  'requested',
  'running',
  'pausing',
  'paused',
  'canceling',
  'failing',
  'canceled',
  'succeeded',
  'failed',
  'timed_out',
] as const;
export const StatusSchema = v.picklist(EXECUTION_STATUSES);
export type ExecutionStatus = v.InferOutput<typeof StatusSchema>;

const ENDED: readonly ExecutionStatus[] = ['canceled', 'succeeded', 'failed', 'timed_out'];

export function isEnded(status: ExecutionStatus): boolean {
  return ENDED.includes(status);
}

/** Body of a start. */
export const StartSchema = v.strictObject({
  input: v.optional(JsonSchema),
  version: v.optional(v.pipe(v.number(), v.integer(), v.minValue(1))),
  /** Names of the tasks to start at, instead of the entry points. */
  start_at: v.optional(v.pipe(v.array(v.string()), v.minLength(1), v.maxLength(1000))),
  timeout: v.optional(DurationSchema),
  max_task_iterations: v.optional(v.pipe(v.number(), v.integer(), v.minValue(1))),
  tags: v.optional(TagsSchema),
  /** Where the end of the execution is told, signed. */
  callback_url: v.optional(
    v.pipe(
      v.string(),
      v.maxLength(2048),
      v.url('must be a URL'),
      v.regex(/^https?:\/\//, 'must begin with http:// or https://'),
    ),
  ),
});

export const LinksSchema = v.strictObject({
  self: v.string(),
  state: v.string(),
  tasks: v.string(),
  history: v.string(),
  machine: v.string(),
  stream: v.string(),
  workflow: v.optional(v.string()),
});

export const StartedSchema = v.strictObject({ id: v.string(), status: StatusSchema, links: LinksSchema });

export const ExecutionSummarySchema = v.strictObject({
  id: v.string(),
  workflow: v.string(),
  pack: v.string(),
  version: v.number(),
  hash: v.string(),
  status: StatusSchema,
  parent: v.nullable(v.string()),
  tags: v.array(v.string()),
  started_at: TimeSchema,
  ended_at: v.nullable(TimeSchema),
  input_preview: v.nullable(v.string()),
  links: LinksSchema,
});

/** The execution as its own object tells it; more may be added to it. */
export const ExecutionSchema = v.looseObject({
  id: v.string(),
  status: StatusSchema,
  workflow: v.string(),
  version: v.number(),
  input: v.unknown(),
  output: v.unknown(),
  error: v.nullable(ObjectSchema),
  started_at: TimeSchema,
  ended_at: v.nullable(TimeSchema),
  counts: ObjectSchema,
  /** Of a rerun: the execution it takes over from, and the last event of it that counts. */
  origin: v.optional(v.strictObject({ id: v.string(), seq: v.number() })),
  links: LinksSchema,
});

const JoinSchema = v.looseObject({
  task: v.string(),
  /** The instance whose group it is; nulls: the start. */
  group: v.looseObject({ anchor: v.nullable(v.string()), instance: v.nullable(v.string()) }),
  activation: v.number(),
  mode: v.union([v.string(), v.number()]),
  /** Null for `active`. */
  needed: v.nullable(v.number()),
  arrived: v.array(v.looseObject({ task: v.string(), instance: v.nullable(v.string()) })),
  missing: v.array(v.looseObject({ task: v.string() })),
  fired_at: v.nullable(v.string()),
});

const TokenSchema = v.looseObject({
  id: v.string(),
  task: v.string(),
  instance: v.nullable(v.string()),
  /** The state of the machine it stands in. */
  value: v.string(),
  vars: ObjectSchema,
});

export const ExecutionStateSchema = v.looseObject({
  seq: v.number(),
  status: StatusSchema,
  scheduled: v.array(v.string()),
  executing: v.array(v.string()),
  delayed: v.array(v.string()),
  waiting: v.array(v.string()),
  joins: v.array(JoinSchema),
  iterations: v.record(v.string(), v.number()),
  tokens: v.array(TokenSchema),
  vars: ObjectSchema,
  timers: v.array(ObjectSchema),
  children: v.array(v.unknown()),
  waiting_for: v.optional(v.string()),
});

export const TaskInstanceSchema = v.looseObject({
  task: v.string(),
  instance: v.string(),
  iteration: v.number(),
  attempt: v.number(),
  status: v.string(),
  triggered_by: v.array(v.unknown()),
  input: v.unknown(),
  result: v.unknown(),
  error: v.nullable(ObjectSchema),
  scheduled_at: v.optional(TimeSchema),
  ended_at: v.optional(v.nullable(TimeSchema)),
  /** Lines that the task has written (`core.log`). */
  log: v.optional(v.array(v.looseObject({ at: v.nullable(TimeSchema), level: v.string(), message: v.unknown() }))),
});

export const EventSchema = v.looseObject({ seq: v.number(), at: TimeSchema, type: v.string() });

export const ExecutionMachineSchema = v.looseObject({
  config: ObjectSchema,
  tokens: v.array(ObjectSchema),
});
