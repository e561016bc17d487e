import { type ConversionConfig, toJsonSchema, toJsonSchemaDefs } from '@valibot/to-json-schema';
import type * as v from 'valibot';
import type { JsonObject } from '../../value/json.ts';
import { JsonObjectSchema } from '../schema/values.ts';
import { COMPONENTS } from './components.ts';

const CONFIG = {
  target: 'draft-2020-12',
  // What a client sends and reads, before the server makes something else of it.
  typeMode: 'input',
  overrideRef: ({ referenceId }) => `#/components/schemas/${referenceId}`,
  overrideSchema: ({ valibotSchema }) => withoutCounterpart(valibotSchema),
} satisfies ConversionConfig;

/** Schemas that stand for any JSON, or any object of it. */
function withoutCounterpart(schema: { readonly type: string }): { type?: 'object' } | undefined {
  if (schema.type !== 'custom') {
    return undefined;
  }
  return schema === JsonObjectSchema ? { type: 'object' } : {};
}

/** A schema as JSON Schema 2020-12, which is what OpenAPI 3.1 takes; named ones are referred to. */
export function jsonSchemaOf(schema: v.GenericSchema): JsonObject {
  const { $schema: _, $defs: __, ...rest } = toJsonSchema(schema, { ...CONFIG, definitions: COMPONENTS });
  return plain(rest);
}

/** The named schemas. */
export function componentSchemas(): JsonObject {
  return plain(toJsonSchemaDefs(COMPONENTS, CONFIG));
}

/** The library's types are wider than JSON; what it makes is not. */
function plain(value: object): JsonObject {
  return JSON.parse(JSON.stringify(value)) as JsonObject;
}
