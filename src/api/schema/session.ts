import * as v from 'valibot';
import { SCOPES } from '../auth/principal.ts';
import { TimeSchema } from './values.ts';

/** Body of a sign-in. */
export const SignInSchema = v.strictObject({ token: v.pipe(v.string(), v.minLength(1), v.maxLength(1024)) });

export const SessionSchema = v.strictObject({
  scopes: v.array(v.picklist(SCOPES)),
  /** Null: all packs. */
  packs: v.nullable(v.array(v.string())),
  expires_at: TimeSchema,
});

/** Opens one stream, once. */
export const TicketSchema = v.strictObject({ ticket: v.string(), expires_at: TimeSchema });
