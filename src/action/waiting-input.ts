import * as v from 'valibot';
import { checkJsonSchema } from '../definition/json-schema/check-json.ts';
import { hasErrors } from '../problem/finding.ts';
import { parseDuration } from '../value/duration.ts';
import { isObject, type Json, type JsonObject } from '../value/json.ts';

/** A JSON Schema of what is to come. */
export const schemaEntry = v.pipe(
  v.custom<JsonObject>((value) => isObject(value as Json), 'expected a JSON Schema'),
  v.rawCheck(({ dataset, addIssue }) => {
    const findings = dataset.typed ? checkJsonSchema(dataset.value) : [];
    if (hasErrors(findings)) {
      addIssue({ message: `is no JSON Schema: ${findings.map(({ message }) => message).join(' ')}` });
    }
  }),
);

/** How long to wait; becomes milliseconds. */
export const expiresEntry = v.pipe(
  v.union([v.number(), v.string()], 'expected seconds or ISO 8601'),
  v.rawTransform(({ dataset, addIssue, NEVER }) => {
    const length = parseDuration(dataset.value);
    if (length === undefined) {
      addIssue({ message: `"${dataset.value}" is no duration` });
      return NEVER;
    }
    return length;
  }),
);
