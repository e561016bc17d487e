import * as v from 'valibot';
import { json } from './input.ts';
import { isSigningSecret } from './sign-body.ts';
import { expiresEntry, schemaEntry } from './waiting-input.ts';

const scalar = v.union([v.string(), v.number(), v.boolean()]);
const list = v.union([scalar, v.array(scalar)]);

/** Values are not repeated in messages: they may be secret. */
const headerName = v.pipe(v.string(), v.regex(/^[A-Za-z0-9!#$%&'*+.^_`|~-]{1,256}$/, 'expected the name of a header'));
const headerValue = v.pipe(
  scalar,
  v.check((value) => /^[\t\x20-\x7e\x80-\xff]*$/.test(String(value)), 'expected a header: one line of Latin-1 text'),
);

const method = v.pipe(
  v.string(),
  v.regex(/^[A-Za-z]{1,16}$/, 'expected an HTTP method'),
  v.toUpperCase(),
  v.check((name) => !['CONNECT', 'TRACE', 'TRACK'].includes(name), 'is a method that is not sent'),
);

/** What `core.http` and `core.webhook` have in common. */
export const requestEntries = {
  url: v.pipe(v.string(), v.minLength(1, 'expected a URL')),
  /** A Worker that is bound to this one, in place of an origin. */
  service: v.optional(v.pipe(v.string(), v.regex(/^[A-Za-z][A-Za-z0-9_-]{0,63}$/, 'expected the name of a service'))),
  method: v.optional(method, 'GET'),
  headers: v.optional(v.record(headerName, headerValue), {}),
  query: v.optional(v.record(v.string(), list), {}),
  json: v.optional(json),
  form: v.optional(v.record(v.string(), list)),
  body: v.optional(v.string()),
  expect: v.optional(v.array(v.pipe(v.number(), v.integer(), v.minValue(100), v.maxValue(599)))),
  follow_redirects: v.optional(v.boolean(), true),
  /** What to do about a call that got lost; the dispatcher reads it. */
  delivery: v.optional(v.picklist(['at_least_once', 'at_most_once'])),
} as const;

export const HttpInput = v.strictObject(requestEntries);
export type RequestInput = v.InferOutput<typeof HttpInput>;

/** `fail_when` stays with the conductor, which asks it of the callback. */
export const WebhookInput = v.strictObject({
  ...requestEntries,
  method: v.optional(method, 'POST'),
  schema: v.optional(schemaEntry),
  secret: v.optional(v.pipe(v.string(), v.check(isSigningSecret, 'expected `whsec_` and base64, or a text'))),
  expires_in: v.optional(expiresEntry),
});
