import * as v from 'valibot';

/** What stands beside the items of a list. */
export const PageSchema = v.strictObject({
  /** Value of `cursor` for the next page. */
  next: v.nullable(v.string()),
  limit: v.pipe(v.number(), v.integer()),
  total: v.optional(v.pipe(v.number(), v.integer())),
});

const DEFAULT_LIMIT = 50;
const MOST = 200;

export const LimitSchema = v.optional(v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(MOST)), DEFAULT_LIMIT);

/** Where a numbered list goes on: the number of an event, a task instance, an item. */
export const OffsetSchema = v.optional(v.pipe(v.number(), v.integer(), v.minValue(0)));

/** Query of every list. */
export const PAGE_QUERY = {
  cursor: v.optional(v.pipe(v.string(), v.minLength(1), v.maxLength(512))),
  limit: LimitSchema,
  include_total: v.optional(v.boolean(), false),
};
