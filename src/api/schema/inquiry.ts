import * as v from 'valibot';

/** What became of a signal. */
export const DeliverySchema = v.strictObject({
  signal: v.string(),
  /** Taken by a task, or kept for one that comes to wait. */
  status: v.picklist(['delivered', 'buffered']),
  /** The task that took it, and which of its items. */
  instance: v.nullable(v.string()),
  item: v.nullable(v.number()),
});
