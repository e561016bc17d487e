import * as v from 'valibot';
import { SCOPES } from '../auth/principal.ts';
import { DurationSchema, TimeSchema } from './values.ts';

const Scopes = v.pipe(v.array(v.picklist(SCOPES)), v.minLength(1), v.maxLength(16));
const PackRef = v.pipe(v.string(), v.regex(/^[A-Za-z][A-Za-z0-9_-]{0,63}$/));

/** Body of a new token. */
export const NewTokenSchema = v.strictObject({
  name: v.pipe(v.string(), v.minLength(1), v.maxLength(128)),
  scopes: Scopes,
  /** The packs it is limited to. */
  packs: v.optional(v.pipe(v.array(PackRef), v.minLength(1), v.maxLength(100))),
  expires_in: v.optional(DurationSchema),
});

const TOKEN = {
  id: v.string(),
  name: v.string(),
  scopes: v.array(v.picklist(SCOPES)),
  /** Null: all packs. */
  packs: v.nullable(v.array(v.string())),
  created_at: TimeSchema,
  expires_at: v.nullable(TimeSchema),
  last_used_at: v.nullable(TimeSchema),
};

export const TokenSchema = v.strictObject(TOKEN);

/** The only time that the token itself is told. */
export const IssuedTokenSchema = v.strictObject({ ...TOKEN, token: v.string() });
