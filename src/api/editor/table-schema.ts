import { toJsonSchema } from '@valibot/to-json-schema';
import type * as v from 'valibot';
import { type Json, type JsonObject, own } from '../../value/json.ts';

/**
 * The JSON Schema of a map by the table it is read with. Parts that have a reader of their own become references to
 * their shape; what is checked by code has no words in JSON Schema and is left to the server.
 */
export function tableSchema(table: v.GenericSchema, descriptions: Readonly<Record<string, string>>): JsonObject {
  const converted = toJsonSchema(table, {
    target: 'draft-2020-12',
    typeMode: 'input',
    errorMode: 'ignore',
    overrideAction: ({ valibotAction: action }) => {
      const shape = 'metadata' in action ? own(action.metadata as JsonObject, 'shape') : undefined;
      return typeof shape === 'string' ? { $ref: `#/$defs/${shape}` } : undefined;
    },
  });
  const { $schema: _, properties, ...rest } = JSON.parse(JSON.stringify(converted)) as JsonObject;
  return { ...rest, properties: described((properties ?? {}) as JsonObject, descriptions) };
}

function described(properties: JsonObject, descriptions: Readonly<Record<string, string>>): JsonObject {
  return Object.fromEntries(
    Object.entries(properties).map(([key, schema]): [string, Json] => {
      const description = descriptions[key];
      return [key, description === undefined ? schema : { ...(schema as JsonObject), description }];
    }),
  );
}
