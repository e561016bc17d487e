import * as v from 'valibot';
import { TimeSchema } from './values.ts';

const LONGEST = 65_536;

/** Body of a secret. */
export const SecretValueSchema = v.strictObject({
  value: v.pipe(v.string(), v.minLength(1), v.maxLength(LONGEST)),
});

/** A secret as it may be shown: its value never is. */
export const SecretSchema = v.strictObject({
  name: v.string(),
  created_at: TimeSchema,
  updated_at: TimeSchema,
});

export const StoredSecretSchema = v.strictObject({ name: v.string(), updated_at: TimeSchema });
