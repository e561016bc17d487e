import * as v from 'valibot';
import { StatusSchema } from './execution.ts';

export const DivergenceSchema = v.strictObject({
  seq: v.number(),
  type: v.string(),
  instance: v.nullable(v.string()),
  message: v.string(),
  /** The first change that differs. */
  recorded: v.unknown(),
  now: v.unknown(),
});

/** Answer of a replay. */
export const ReplaySchema = v.strictObject({
  replayed: v.number(),
  same: v.number(),
  diverged: v.number(),
  results: v.array(
    v.strictObject({
      execution: v.string(),
      version: v.number(),
      status: StatusSchema,
      compared: v.number(),
      /** False: its log is longer than what one replay goes through. */
      complete: v.boolean(),
      divergence: v.nullable(DivergenceSchema),
    }),
  ),
});
