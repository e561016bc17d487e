import * as v from 'valibot';
import {
  choice,
  condition,
  filledText,
  flag,
  slot,
  span,
  text,
  textList,
  wholeNumber,
} from '../../definition/shape/fields.ts';
import { parseDuration } from '../../value/duration.ts';
import { ALGORITHMS, CATCH_UPS, ENCODINGS, OVERLAPS, RESPONSES } from './trigger.ts';

/** Bounds of what a trigger may ask for. */
export const BOUNDS = {
  /** Secrets side by side, while one replaces another. */
  secrets: 5,
  toleranceSeconds: 3600,
  /** As `Prefer: wait` of a start. */
  waitSeconds: 60,
  leastIntervalSeconds: 10,
  mostIntervalSeconds: 366 * 86_400,
  catchUp: 1000,
} as const;

export const DEFAULTS = { toleranceSeconds: 300, waitSeconds: 30, timezone: 'UTC', catchUp: 100 } as const;

function spanUpTo(seconds: number) {
  return v.pipe(
    span,
    v.check((value) => (parseDuration(value) ?? 0) <= seconds * 1000, `must be at most ${seconds} seconds`),
  );
}

const headerName = v.pipe(
  filledText,
  v.regex(/^[A-Za-z0-9!#$%&'*+.^_`|~-]{1,128}$/, 'must be the name of a header, such as `X-Signature`'),
);
const secretNames = v.pipe(
  v.array(
    v.pipe(
      text,
      v.regex(/^[A-Za-z_][A-Za-z0-9_.-]{0,127}$/, 'must be the name of a secret: letters, digits, `_`, `-` and `.`'),
    ),
    'must be a list of names of secrets',
  ),
  v.minLength(1, 'must name at least one secret'),
  v.maxLength(BOUNDS.secrets, `must name at most ${BOUNDS.secrets} secrets`),
);
const countUpTo = (most: number) => v.pipe(wholeNumber(1), v.maxValue(most, `must be at most ${most}`));

/** The keys of a trigger's file. */
export const TriggerTable = v.strictObject({
  ref: v.optional(filledText),
  name: v.optional(filledText),
  label: v.optional(filledText),
  description: v.nullish(text),
  workflow: filledText,
  type: choice(['webhook', 'schedule']),
  enabled: v.optional(flag),
  webhook: v.optional(slot('webhook')),
  schedule: v.optional(slot('schedule')),
  filter: v.optional(condition),
  input: v.optional(slot('input')),
  tags: v.optional(textList),
});

const answering = { respond: v.optional(choice(RESPONSES)), wait: v.optional(spanUpTo(BOUNDS.waitSeconds)) };
const signed = { secrets: secretNames, ...answering };
const timed = { ...signed, tolerance: v.optional(spanUpTo(BOUNDS.toleranceSeconds)) };
const deliveryId = { delivery_id_header: v.optional(headerName) };

/** The keys of `webhook`, by its preset; `timed` are those that sign the time too. */
export const WebhookTables = {
  github: v.strictObject({ preset: v.literal('github'), ...signed }),
  timed: v.strictObject({ preset: choice(['stripe', 'slack', 'standard-webhooks']), ...timed }),
  hmac: v.strictObject({
    preset: v.literal('hmac'),
    ...timed,
    header: headerName,
    algorithm: v.optional(choice(ALGORITHMS)),
    encoding: v.optional(choice(ENCODINGS)),
    prefix: v.optional(text),
    timestamp_header: v.optional(headerName),
    ...deliveryId,
  }),
  none: v.strictObject({
    preset: v.literal('none'),
    allow_unsigned: v.literal(true, 'must be true, since `none` lets everybody in who knows the address'),
    ...deliveryId,
    ...answering,
  }),
} as const;

const missing = {
  catch_up: v.optional(choice(CATCH_UPS)),
  catch_up_limit: v.optional(countUpTo(BOUNDS.catchUp)),
  overlap: v.optional(choice(OVERLAPS)),
};

/** The keys of `schedule`, by what it goes by. */
export const ScheduleTables = {
  cron: v.strictObject({ cron: filledText, timezone: v.optional(filledText), ...missing }),
  interval: v.strictObject({
    interval: v.pipe(
      spanUpTo(BOUNDS.mostIntervalSeconds),
      v.check(
        (value) => (parseDuration(value) ?? 0) >= BOUNDS.leastIntervalSeconds * 1000,
        `must be at least ${BOUNDS.leastIntervalSeconds} seconds`,
      ),
    ),
    ...missing,
  }),
} as const;
