import * as v from 'valibot';

const Place = v.pipe(v.number(), v.integer(), v.minValue(1));

export const FindingSchema = v.strictObject({
  /** Slug of a page under docs/errors. */
  code: v.string(),
  severity: v.picklist(['error', 'warning']),
  message: v.string(),
  /** JSON pointer. */
  path: v.string(),
  line: v.optional(Place),
  column: v.optional(Place),
  hint: v.optional(v.string()),
  witness: v.optional(v.unknown()),
});

/** What a check found. */
export const VerdictSchema = v.strictObject({
  valid: v.boolean(),
  findings: v.array(FindingSchema),
});
