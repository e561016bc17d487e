import * as v from 'valibot';
import { JsonSchema, ObjectSchema, TimeSchema } from './values.ts';

/** What became of a signal. */
export const DeliverySchema = v.strictObject({
  signal: v.string(),
  /** Taken by a task, or kept for one that comes to wait. */
  status: v.picklist(['delivered', 'buffered']),
  /** The task that took it, and which of its items. */
  instance: v.nullable(v.string()),
  item: v.nullable(v.number()),
});

/** Body of a response. */
export const InquiryResponseSchema = v.strictObject({ response: JsonSchema });

const INQUIRY_STATUSES = ['open', 'answered', 'expired', 'canceled'] as const;
export const InquiryStatusSchema = v.picklist(INQUIRY_STATUSES);

/** A question to a human. */
export const InquirySchema = v.strictObject({
  id: v.string(),
  execution: v.string(),
  /** The task that asks, which of its items, and at which attempt. */
  instance: v.string(),
  item: v.nullable(v.number()),
  attempt: v.number(),
  prompt: v.string(),
  /** JSON Schema of the response; null: whatever it is. */
  schema: v.nullable(ObjectSchema),
  assignee: v.nullable(v.string()),
  status: InquiryStatusSchema,
  response: v.unknown(),
  /** The token that was used, or `link`. */
  responded_by: v.nullable(v.string()),
  /** When it ends by itself, as long as the execution is not paused. */
  expires_at: v.nullable(TimeSchema),
  created_at: TimeSchema,
  updated_at: TimeSchema,
  links: v.strictObject({
    self: v.string(),
    execution: v.string(),
    respond: v.string(),
    /** A page to answer it on, for whoever gets the link; while it is open, for callers who may answer. */
    form: v.optional(v.string()),
  }),
});
