import * as v from 'valibot';
import { parseDuration } from '../../value/duration.ts';
import { isObject, type Json, type JsonObject } from '../../value/json.ts';

/** Any JSON value: what was parsed from JSON text needs no further look. */
export const JsonSchema = v.custom<Json>((value) => value !== undefined);

/** A JSON object that was sent; other than a record it does not take a list for one. */
export const JsonObjectSchema = v.custom<JsonObject>(isObject, 'must be an object');

/** A JSON object of which nothing more is said. */
export const ObjectSchema = v.record(v.string(), v.unknown());

export const TimeSchema = v.pipe(v.string(), v.isoTimestamp());

export const TagsSchema = v.pipe(v.array(v.pipe(v.string(), v.minLength(1), v.maxLength(128))), v.maxLength(32));

/** Seconds, or ISO 8601 text; becomes milliseconds. */
export const DurationSchema = v.pipe(
  v.union([v.pipe(v.number(), v.minValue(0)), v.pipe(v.string(), v.maxLength(64))]),
  v.rawTransform(({ dataset, addIssue, NEVER }) => {
    const milliseconds = parseDuration(dataset.value);
    if (milliseconds === undefined) {
      addIssue({ message: 'write seconds, or ISO 8601 as in `PT5M`' });
      return NEVER;
    }
    return milliseconds;
  }),
);

/** A moment in a query; becomes milliseconds. */
export const MomentSchema = v.pipe(v.string(), v.isoTimestamp(), v.transform(Date.parse));

/** Milliseconds as every answer writes a moment. */
export function time(milliseconds: number): string {
  return new Date(milliseconds).toISOString();
}
