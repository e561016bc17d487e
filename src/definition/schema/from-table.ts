import type * as v from 'valibot';
import type { Json, JsonObject } from '../../value/json.ts';
import { slotShape } from '../shape/piece.ts';

type Field = v.GenericSchema;

/** The JSON Schema of a map by its table; `descriptions` explain its keys. */
export function tableSchema(
  table: { readonly entries: v.ObjectEntries },
  descriptions: Readonly<Record<string, string>>,
): JsonObject {
  const properties: Record<string, Json> = {};
  const required: string[] = [];
  for (const [key, field] of Object.entries(table.entries) as [string, Field][]) {
    const description = descriptions[key];
    properties[key] = { ...fieldSchema(field), ...(description === undefined ? {} : { description }) };
    if (field.type !== 'optional' && field.type !== 'nullish') {
      required.push(key);
    }
  }
  return { type: 'object', properties, required, additionalProperties: false };
}

function fieldSchema(field: Field): JsonObject {
  if (field.type === 'nullish' && 'wrapped' in field) {
    return { anyOf: [fieldSchema(field.wrapped as Field), { type: 'null' }] };
  }
  if ('wrapped' in field) {
    return fieldSchema(field.wrapped as Field);
  }
  const shape = slotShape(field);
  return shape === undefined ? { ...baseSchema(field), ...piped(field) } : { $ref: `#/$defs/${shape}` };
}

function baseSchema(field: Field): JsonObject {
  if ('options' in field && field.type === 'picklist') {
    return { enum: [...(field.options as readonly string[])] };
  }
  if ('options' in field && field.type === 'union') {
    return { anyOf: (field.options as readonly Field[]).map(fieldSchema) };
  }
  if ('item' in field && field.type === 'array') {
    return { type: 'array', items: fieldSchema(field.item as Field) };
  }
  return { type: field.type };
}

interface Requirement {
  readonly type?: string;
  readonly requirement?: unknown;
}

/** What a pipe adds; checks in code have no words in JSON Schema. */
function piped(field: Field): JsonObject {
  const actions = 'pipe' in field ? (field.pipe as readonly Requirement[]) : [];
  const schema: Record<string, Json> = {};
  for (const { type, requirement } of actions) {
    if (type === 'non_empty') {
      schema.minLength = 1;
    } else if (type === 'integer') {
      schema.type = 'integer';
    } else if (type === 'min_value') {
      schema.minimum = Number(requirement);
    } else if (type === 'max_value') {
      schema.maximum = Number(requirement);
    }
  }
  return schema;
}
