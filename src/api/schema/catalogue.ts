import * as v from 'valibot';
import { ObjectSchema } from './values.ts';

const SUMMARY = {
  /** What a task names in `action`. */
  ref: v.string(),
  /** Run by the engine, defined by a pack, or a workflow that is started as a child. */
  kind: v.picklist(['core', 'action', 'workflow']),
  pack: v.string(),
  label: v.string(),
  description: v.nullable(v.string()),
};

export const ActionSummarySchema = v.strictObject(SUMMARY);

export const ActionSchema = v.strictObject({
  ...SUMMARY,
  /** JSON Schema of the input. */
  parameters: ObjectSchema,
  /** JSON Schema of the result, if something is known about it. */
  output: v.nullable(ObjectSchema),
  /** The checked file of an action; of a workflow, `/workflows/{ref}` says more. */
  definition: v.nullable(ObjectSchema),
});
