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
});

export const LinksSchema = v.strictObject({
  self: v.string(),
  state: v.string(),
  tasks: v.string(),
  history: v.string(),
  machine: v.string(),
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
  links: LinksSchema,
});

export const ExecutionStateSchema = v.looseObject({
  seq: v.number(),
  status: StatusSchema,
  scheduled: v.array(v.unknown()),
  executing: v.array(v.unknown()),
  delayed: v.array(v.unknown()),
  waiting: v.array(v.unknown()),
  joins: v.array(ObjectSchema),
  iterations: v.record(v.string(), v.number()),
  tokens: v.array(ObjectSchema),
  vars: ObjectSchema,
  timers: v.array(v.unknown()),
  children: v.array(v.unknown()),
});

export const TaskInstanceSchema = v.looseObject({ task: v.string(), status: v.string() });

export const EventSchema = v.looseObject({ seq: v.number(), at: v.unknown(), type: v.string() });

export const ExecutionMachineSchema = v.looseObject({
  config: ObjectSchema,
  tokens: v.array(ObjectSchema),
});
