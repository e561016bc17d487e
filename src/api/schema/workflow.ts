import * as v from 'valibot';
import { FindingSchema } from './finding.ts';
import { ObjectSchema, TimeSchema } from './values.ts';

const VersionNumber = v.pipe(v.number(), v.integer(), v.minValue(0));

const SUMMARY = {
  ref: v.string(),
  pack: v.string(),
  pack_ref: v.string(),
  label: v.string(),
  description: v.nullable(v.string()),
  /** The registry's number; 0 while no valid version was seen. */
  version: VersionNumber,
  /** The file's own text. */
  declared_version: v.nullable(v.string()),
  hash: v.nullable(v.string()),
  /** `removed` only where a version is asked for. */
  status: v.picklist(['active', 'invalid', 'disabled', 'removed']),
  tags: v.array(v.string()),
  timeout_seconds: v.nullable(v.number()),
  path: v.nullable(v.string()),
  created_at: TimeSchema,
  updated_at: TimeSchema,
};

export const WorkflowSummarySchema = v.strictObject(SUMMARY);

const TransitionSchema = v.strictObject({
  when: v.nullable(v.string()),
  do: v.array(v.string()),
  publish: v.array(v.string()),
});

export const TaskSchema = v.strictObject({
  name: v.string(),
  action: v.nullable(v.string()),
  description: v.nullable(v.string()),
  entry: v.boolean(),
  join: v.nullable(v.union([v.string(), v.number()])),
  with_items: v.boolean(),
  max_iterations: v.nullable(v.number()),
  line: v.nullable(v.number()),
  next: v.array(TransitionSchema),
});

export const WorkflowSchema = v.strictObject({
  ...SUMMARY,
  dialect: v.nullable(v.picklist(['native', 'orquesta'])),
  param_schema: ObjectSchema,
  out_schema: v.nullable(ObjectSchema),
  entry_points: v.array(v.string()),
  tasks: v.array(TaskSchema),
  findings: v.array(FindingSchema),
  /** The file; null while no valid version was seen. */
  source: v.nullable(v.string()),
});

/** What a registration did. */
export const RegistrationSchema = v.strictObject({
  ...SUMMARY,
  created: v.boolean(),
  unchanged: v.boolean(),
  /** Warnings. */
  findings: v.array(FindingSchema),
});

export const WorkflowVersionSchema = v.strictObject({
  number: VersionNumber,
  hash: v.string(),
  declared_version: v.nullable(v.string()),
  created_at: TimeSchema,
});

export const EDGE_KINDS = ['success', 'failure', 'always', 'condition', 'command'] as const;

export const GraphSchema = v.strictObject({
  nodes: v.array(
    v.strictObject({
      id: v.string(),
      action: v.nullable(v.string()),
      join: v.optional(v.union([v.string(), v.number()])),
      /** The task that every path into the join passes; null: the start. */
      anchor: v.optional(v.nullable(v.string())),
      entry: v.boolean(),
      limit: v.optional(v.number()),
      /** First and last line in the file. */
      lines: v.nullable(v.tuple([v.number(), v.number()])),
    }),
  ),
  edges: v.array(
    v.strictObject({
      id: v.string(),
      from: v.string(),
      to: v.string(),
      transition: v.number(),
      when: v.optional(v.string()),
      kind: v.picklist(EDGE_KINDS),
      /** Leads back to a task that every path to its source has passed, or into its own cycle. */
      back: v.boolean(),
    }),
  ),
  entry_points: v.array(v.string()),
  cycles: v.array(v.array(v.string())),
});

export const MachineSchema = v.looseObject({
  id: v.string(),
  initial: v.literal('start'),
  states: ObjectSchema,
});

/** Body of a definition sent as JSON: the file's text, or the definition itself. */
export const SourceBodySchema = v.strictObject({
  source: v.string(),
  ref: v.optional(v.string()),
});

export const WorkflowPatchSchema = v.strictObject({
  status: v.optional(v.picklist(['active', 'disabled'])),
  label: v.optional(v.pipe(v.string(), v.minLength(1), v.maxLength(256))),
  tags: v.optional(v.pipe(v.array(v.pipe(v.string(), v.minLength(1), v.maxLength(128))), v.maxLength(32))),
});

/** The executions with one key. Lists are in the order in which they came, and name at most 100. */
export const ConcurrencySchema = v.strictObject({
  key: v.string(),
  /** As the version in force says; what holds is what the newest execution has brought. */
  limit: v.number(),
  on_limit: v.picklist(['queue', 'skip', 'cancel_running', 'fail']),
  running: v.array(v.string()),
  /** All who wait; `queue` names the first. */
  queued: v.number(),
  queue: v.array(v.string()),
});
