import * as v from 'valibot';
import { parseDuration } from '../../value/duration.ts';
import { hasExpression } from '../expression-text.ts';
import type { YamlNode } from '../yaml/tree.ts';

/** Messages of fields follow their key: "`timeout` must be …". */
export const text = v.string('must be text');

export const filledText = v.pipe(text, v.nonEmpty('must not be empty'));

/** Blanks around a condition, such as the line break that ends a block, would make text of it. */
export const condition = v.pipe(text, v.trim(), v.nonEmpty('must not be empty'));

export const textList = v.array(filledText, 'must be a list');

export const flag = v.boolean('must be true or false');

/** `1.0` in a file is a number to YAML and a text to its author. */
export const versionText = v.union([v.string(), v.number()], 'must be text');

export function choice<const T extends string>(options: readonly T[]) {
  return v.picklist(options, `must be one of ${options.map((option) => `\`${option}\``).join(', ')}`);
}

export function wholeNumber(least: number) {
  const message = `must be a whole number of at least ${least}`;
  return v.pipe(v.number(message), v.integer(message), v.minValue(least, message));
}

const DURATION = 'must be seconds or an ISO 8601 duration such as `PT5M`';

/** Seconds or ISO 8601, fixed when the file is read. */
export const duration = v.pipe(
  v.union([v.number(), v.string()], DURATION),
  v.check((value) => parseDuration(value) !== undefined, DURATION),
);

/** A duration of more than nothing. */
export const span = v.pipe(
  duration,
  v.check((value) => parseDuration(value) !== 0, 'must be more than zero'),
);

/** A duration, or an expression that gives one. */
export const durationOrExpression = v.pipe(
  v.union([v.number(), v.string()], `${DURATION}, or an expression giving one`),
  v.check(
    (value) => (typeof value === 'string' && hasExpression(value)) || parseDuration(value) !== undefined,
    `${DURATION}, or an expression giving one`,
  ),
);

/** A whole number, or an expression that gives one. */
export function wholeNumberOrExpression(least: number) {
  const message = `must be a whole number of at least ${least}, or an expression giving one`;
  return v.pipe(
    v.union([v.number(), v.string()], message),
    v.check(
      (value) => (typeof value === 'string' ? hasExpression(value) : Number.isInteger(value) && value >= least),
      message,
    ),
  );
}

/**
 * A part with a reader of its own: the piece's table only names it. `shape` is the name of its JSON Schema
 * among the editor schemas.
 */
export function slot(shape: string) {
  return v.pipe(
    v.custom<YamlNode>(() => true),
    v.metadata({ shape }),
  );
}
