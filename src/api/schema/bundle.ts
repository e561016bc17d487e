import * as v from 'valibot';
import { BUNDLE_FORMAT } from '../../inspection/bundle.ts';
import { JsonObjectSchema } from './values.ts';

const Seq = v.pipe(v.number(), v.integer(), v.minValue(1));

/** Body of an import, and what an export gives. */
export const BundleSchema = v.strictObject({
  format: v.literal(BUNDLE_FORMAT),
  exported_at: v.pipe(v.string(), v.isoTimestamp()),
  execution: v.strictObject({
    id: v.pipe(v.string(), v.regex(/^[0-7][0-9A-HJKMNP-TV-Z]{25}$/, 'must be the id of an execution')),
    workflow: v.pipe(v.string(), v.regex(/^[\w-]+(?:\.[\w-]+)+$/, 'must be the ref of a workflow'), v.maxLength(512)),
    version: v.pipe(v.number(), v.integer(), v.minValue(0)),
    definition: v.pipe(v.string(), v.maxLength(128)),
  }),
  definition: JsonObjectSchema,
  closure: JsonObjectSchema,
  events: v.pipe(
    v.array(
      v.strictObject({
        seq: Seq,
        at: v.pipe(v.string(), v.isoTimestamp()),
        type: v.pipe(v.string(), v.maxLength(64)),
        cause: JsonObjectSchema,
        changes: v.array(JsonObjectSchema),
        engine: v.pipe(v.string(), v.maxLength(64)),
      }),
    ),
    v.minLength(1),
  ),
  values: JsonObjectSchema,
});
