import type { ProblemCode } from '../../problem/problem.ts';
import { type Json, objectFrom } from '../../value/json.ts';
import { LIMITS } from '../../value/limits.ts';
import { nesting } from '../../value/nesting.ts';

export type ParsedBody =
  | { readonly ok: true; readonly value: Json }
  | { readonly ok: false; readonly code: ProblemCode; readonly detail: string };

/** The text of a body; undefined when its bytes are no UTF-8. */
export function textOf(bytes: Uint8Array): string | undefined {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: false }).decode(bytes);
  } catch {
    return undefined;
  }
}

/**
 * What a body says: JSON, a form (a repeated field becomes a list), or text; nothing is null.
 * @param contentType of the request; undefined: what reads as JSON is meant as JSON
 */
export function parseBody(text: string, contentType: string | undefined): ParsedBody {
  const type = (contentType ?? '').split(';', 1)[0]?.trim().toLowerCase() ?? '';
  if (text === '') {
    return { ok: true, value: null };
  }
  if (type === '') {
    const parsed = parseJson(text);
    return parsed.ok ? parsed : { ok: true, value: text };
  }
  if (/^application\/(?:[^/]+\+)?json$/.test(type)) {
    return parseJson(text);
  }
  if (type === 'application/x-www-form-urlencoded') {
    return { ok: true, value: formOf(text) };
  }
  return type.startsWith('text/') || /^application\/(?:[^/]+\+)?xml$/.test(type)
    ? { ok: true, value: text }
    : { ok: false, code: 'unsupported_media_type', detail: 'send JSON, a form (urlencoded) or text' };
}

function parseJson(text: string): ParsedBody {
  if (nesting(text) > LIMITS.jsonDepth) {
    const detail = `the JSON of the body is nested deeper than ${LIMITS.jsonDepth} levels`;
    return { ok: false, code: 'invalid_input', detail };
  }
  try {
    return { ok: true, value: JSON.parse(text) as Json };
  } catch (error) {
    const detail = `the body is not JSON: ${error instanceof Error ? error.message : error}`;
    return { ok: false, code: 'invalid_input', detail };
  }
}

function formOf(text: string): Json {
  const fields = new URLSearchParams(text);
  return objectFrom(
    [...new Set(fields.keys())].map((name) => {
      const values = fields.getAll(name);
      return [name, values.length === 1 ? (values[0] ?? '') : values] as const;
    }),
  );
}
