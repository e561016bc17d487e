import type { Finding } from '../problem/finding.ts';
import { nearest } from '../problem/suggest.ts';
import { isObject, type Json, type JsonObject } from '../value/json.ts';
import type { Mismatch } from './json-schema/evaluation.ts';
import { resolvePointer, validate } from './json-schema/validate.ts';
import { pointer } from './yaml/tree.ts';

const MOST = 100;

/** Findings for a value that does not fit a JSON Schema, at most a hundred; their paths begin with `at`. */
export function checkValue(schema: Json, value: Json, at = ''): readonly Finding[] {
  return validate(schema, value)
    .slice(0, MOST)
    .map((mismatch) => toFinding(mismatch, schema, at));
}

function toFinding(mismatch: Mismatch, schema: Json, at: string): Finding {
  const { path, message } = mismatch;
  const name = path.at(-1);
  const subject = name === undefined ? 'The value' : typeof name === 'number' ? `Item ${name + 1}` : `\`${name}\``;
  const hint = hintFor(mismatch, schema);
  return {
    code: codeOf(mismatch),
    severity: 'error',
    message: `${subject} ${message}.`,
    path: at + pointer(path),
    ...(hint === undefined ? {} : { hint }),
  };
}

function codeOf({ keyword }: Mismatch): string {
  switch (keyword) {
    case 'required':
      return 'missing_key';
    case 'false':
      return 'unknown_key';
    case 'type':
      return 'wrong_type';
    default:
      return 'invalid_value';
  }
}

/** A field that the schema does not know may be one that it does, mistyped. */
function hintFor({ keyword, path }: Mismatch, schema: Json): string | undefined {
  const name = path.at(-1);
  if (keyword !== 'false' || typeof name !== 'string') {
    return undefined;
  }
  const inner = resolvePointer(schema, pointer(path.slice(0, -1).flatMap((step) => ['properties', step])));
  const known = isObject(inner) && isObject(inner.properties) ? (inner.properties as JsonObject) : {};
  const near = nearest(name, Object.keys(known));
  return near === undefined ? undefined : `Did you mean \`${near}\`?`;
}
