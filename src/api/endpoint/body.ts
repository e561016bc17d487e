import type * as v from 'valibot';
import { refuse } from '../../problem/problem.ts';
import type { Json } from '../../value/json.ts';
import { LIMITS } from '../../value/limits.ts';
import { check } from '../http/check.ts';
import { requireJsonType } from '../http/media-type.ts';
import { parseJson } from '../http/parse-json.ts';
import { readBytes, utf8 } from '../http/read-bytes.ts';

export interface ReadBody<T> {
  readonly value: T;
  readonly bytes: Uint8Array;
}

/** How the body of an operation is read, and what the OpenAPI document says about it. */
export interface BodyReader<T> {
  /** Media type → schema of what is sent; null: text that is no JSON. */
  readonly content: Readonly<Record<string, v.GenericSchema | null>>;
  readonly required: boolean;
  read(request: Request): Promise<ReadBody<T>>;
}

export interface JsonBodyOptions {
  /** What an absent body means; without it, a body must be sent. */
  readonly absent?: Json;
  readonly limit?: number;
}

/** A body of JSON that fits the schema. */
export function jsonBody<S extends v.GenericSchema>(
  schema: S,
  { absent, limit = LIMITS.bodyBytes }: JsonBodyOptions = {},
): BodyReader<v.InferOutput<S>> {
  return {
    content: { 'application/json': schema },
    required: absent === undefined,
    async read(request) {
      const bytes = await readBytes(request, limit);
      const value = bytes.length === 0 && absent !== undefined ? absent : parseJsonOf(request, bytes);
      if (Array.isArray(value)) {
        // Valibot takes a list for an object without required fields.
        refuse('invalid_input', 'the body must be an object');
      }
      return { value: check(schema, value, 'invalid_input', 'the body does not fit'), bytes };
    },
  };
}

function parseJsonOf(request: Request, bytes: Uint8Array): Json {
  requireJsonType(request.headers);
  return parseJson(utf8(bytes));
}
