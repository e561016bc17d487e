import * as v from 'valibot';
import { refuse } from '../../problem/problem.ts';
import { isObject } from '../../value/json.ts';
import { LIMITS } from '../../value/limits.ts';
import type { BodyReader } from '../endpoint/body.ts';
import { check } from '../http/check.ts';
import { isJsonType, isYamlType, mediaTypeOf } from '../http/media-type.ts';
import { parseJson } from '../http/parse-json.ts';
import { readBytes, utf8 } from '../http/read-bytes.ts';
import { ObjectSchema } from '../schema/values.ts';
import { SourceBodySchema } from '../schema/workflow.ts';

/** A definition as it was sent. */
export interface SentDefinition {
  readonly source: string;
  /** The ref that was sent beside it. */
  readonly ref: string | undefined;
}

/** A definition: the YAML file itself, `{"source": yaml}`, or the definition as a JSON document. */
export const definitionBody: BodyReader<SentDefinition> = {
  content: { 'application/yaml': null, 'application/json': v.union([SourceBodySchema, ObjectSchema]) },
  required: true,
  async read(request) {
    const type = mediaTypeOf(request.headers);
    if (type === null || !(isYamlType(type) || isJsonType(type))) {
      refuse('unsupported_media_type', 'send the definition as `application/yaml` or `application/json`');
    }
    const bytes = await readBytes(request, LIMITS.bodyBytes);
    const text = utf8(bytes);
    return { value: isYamlType(type) ? { source: text, ref: undefined } : fromJson(text), bytes };
  },
};

function fromJson(text: string): SentDefinition {
  const value = parseJson(text);
  if (!isObject(value)) {
    return refuse('invalid_input', 'send an object: `{"source": …}` or the definition itself');
  }
  if (Object.hasOwn(value, 'source')) {
    const { source, ref } = check(SourceBodySchema, value, 'invalid_input', 'the body does not fit');
    return { source, ref };
  }
  // JSON is YAML, so the document is its own file; written over lines, its findings have useful places.
  return { source: `${JSON.stringify(value, null, 2)}\n`, ref: undefined };
}
