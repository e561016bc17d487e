import { refuse } from '../../problem/problem.ts';
import type { Json } from '../../value/json.ts';
import { objectFrom } from '../../value/json.ts';
import { LIMITS } from '../../value/limits.ts';
import type { BodyReader } from '../endpoint/body.ts';
import { isJsonType, mediaTypeOf } from '../http/media-type.ts';
import { parseJson } from '../http/parse-json.ts';
import { readBytes, utf8 } from '../http/read-bytes.ts';
import { JsonSchema } from '../schema/values.ts';

const FORM = 'application/x-www-form-urlencoded';

/** What a callback brings: JSON, a form (a repeated field becomes a list), or text; nothing is null. */
export const callbackBody: BodyReader<Json> = {
  content: { 'application/json': JsonSchema, [FORM]: null, 'text/plain': null },
  required: false,
  async read(request) {
    const type = mediaTypeOf(request.headers);
    const bytes = await readBytes(request, LIMITS.bodyBytes);
    return { value: bytes.length === 0 ? null : meaningOf(type, utf8(bytes)), bytes };
  },
};

function meaningOf(type: string | null, text: string): Json {
  if (type === null) {
    return jsonOrText(text);
  }
  if (isJsonType(type)) {
    return parseJson(text);
  }
  if (type === FORM) {
    return formOf(text);
  }
  return type.startsWith('text/') || /^application\/(?:[^/]+\+)?xml$/.test(type)
    ? text
    : refuse('unsupported_media_type', 'send JSON, a form (urlencoded) or text');
}

/** Without a content type, what reads as JSON is meant as JSON. */
function jsonOrText(text: string): Json {
  try {
    JSON.parse(text);
  } catch {
    return text;
  }
  return parseJson(text);
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
