import * as v from 'valibot';
import { ObjectSchema, TimeSchema } from './values.ts';

/** Who did what to what. */
export const AuditEntrySchema = v.strictObject({
  id: v.string(),
  at: TimeSchema,
  /** The token's id. */
  actor: v.string(),
  action: v.string(),
  /** A path below the API's base. */
  target: v.string(),
  request_id: v.nullable(v.string()),
  /** Set when the act came to nothing: the code of the problem. */
  refused: v.nullable(v.string()),
  detail: ObjectSchema,
});
