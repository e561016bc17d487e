import type { Json, JsonObject } from '../../value/json.ts';
import { KEYWORDS, type KeywordKind, TYPES } from '../json-schema/keywords.ts';
import * as native from '../native/tables.ts';
import * as orquesta from '../orquesta/tables.ts';
import { DESCRIPTIONS } from './descriptions.ts';
import { tableSchema } from './from-table.ts';

/**
 * The JSON Schema (2020-12) of workflow files, for editors: made from the tables that files are read by. It
 * knows less than `loadDefinition`, which also compiles expressions and looks at names.
 */
export function workflowSchema(): JsonObject {
  return {
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    title: 'Ostinato workflow',
    if: { properties: { dialect: { const: 'orquesta' } }, required: ['dialect'] },
    // biome-ignore lint/suspicious/noThenProperty: the keyword of JSON Schema
    then: ref('orquestaWorkflow'),
    else: ref('workflow'),
    $defs: { ...sharedShapes(), ...nativeShapes(), ...orquestaShapes() },
  };
}

function nativeShapes(): JsonObject {
  return {
    workflow: tableSchema(native.workflow, DESCRIPTIONS.workflow),
    concurrency: tableSchema(native.concurrency, DESCRIPTIONS.concurrency),
    task: tableSchema(native.task, DESCRIPTIONS.task),
    namedTask: { ...tableSchema(native.namedTask, DESCRIPTIONS.task), required: ['name'] },
    taskName: { type: 'string', pattern: '^[A-Za-z_][A-Za-z0-9_-]{0,63}$' },
    tasks: anyOf(
      { type: 'array', items: ref('namedTask'), minItems: 1 },
      { type: 'object', additionalProperties: anyOf(ref('task'), NULL), minProperties: 1 },
    ),
    itemsTable: tableSchema(native.items, DESCRIPTIONS.items),
    itemsText: anyOf({ type: 'string', minLength: 1 }, { type: 'array' }),
    items: anyOf(ref('itemsText'), ref('itemsTable')),
    retry: tableSchema(native.retry, DESCRIPTIONS.retry),
    transition: tableSchema(native.transition, DESCRIPTIONS.transition),
    next: anyOf({ type: 'array', items: ref('transition') }, NULL),
    publish: anyOf(ref('assignments'), ref('assignmentList')),
    assignments: anyOf({ type: 'object' }, NULL),
    parameters: anyOf(ref('schema'), ref('fields'), NULL),
    output: anyOf(ref('schema'), ref('fields'), NULL),
    fields: { type: 'object', additionalProperties: anyOf(ref('field'), { enum: [...TYPES] }, NULL) },
  };
}

function orquestaShapes(): JsonObject {
  const text = { type: 'string', minLength: 1 };
  return {
    orquestaWorkflow: tableSchema(orquesta.workflow, DESCRIPTIONS.orquestaWorkflow),
    orquestaTask: tableSchema(orquesta.task, DESCRIPTIONS.orquestaTask),
    orquestaTasks: { type: 'object', additionalProperties: ref('orquestaTask'), minProperties: 1 },
    orquestaInput: { type: 'array', items: anyOf(text, ref('pair')) },
    orquestaAssignments: ref('assignmentList'),
    orquestaItemsText: text,
    orquestaItemsTable: tableSchema(orquesta.items, DESCRIPTIONS.items),
    orquestaItems: anyOf(text, ref('orquestaItemsTable')),
    orquestaRetry: tableSchema(orquesta.retry, DESCRIPTIONS.retry),
    orquestaTransition: tableSchema(orquesta.transition, DESCRIPTIONS.transition),
    orquestaNext: { type: 'array', items: ref('orquestaTransition') },
    orquestaPublish: anyOf(text, ref('assignmentList')),
  };
}

function sharedShapes(): JsonObject {
  return {
    input: anyOf({ type: 'object' }, { type: 'string', pattern: '\\{\\{|<%|\\{%' }, NULL),
    targets: anyOf({ type: 'string' }, { type: 'array', items: { type: 'string' } }),
    pair: { type: 'object', minProperties: 1, maxProperties: 1 },
    assignmentList: { type: 'array', items: ref('pair') },
    ...schemaShapes(),
  };
}

/** JSON Schema itself, and the field of a flat map, in which `required` is a flag. */
function schemaShapes(): JsonObject {
  const keywords = Object.fromEntries([...KEYWORDS].map(([name, kind]) => [name, KEYWORD_SCHEMAS[kind]]));
  const further = { patternProperties: { '^x-': true }, additionalProperties: false };
  return {
    schema: { type: ['object', 'boolean'], properties: keywords, ...further },
    field: {
      type: 'object',
      properties: { ...keywords, required: anyOf({ type: 'boolean' }, { type: 'array' }) },
      ...further,
    },
  };
}

const NULL = { type: 'null' };
const STRINGS = { type: 'array', items: { type: 'string' } };

const KEYWORD_SCHEMAS: Readonly<Record<KeywordKind, Json>> = {
  schema: ref('schema'),
  schemas: { type: 'array', items: ref('schema') },
  'named schemas': { type: 'object', additionalProperties: ref('schema') },
  type: anyOf({ enum: [...TYPES] }, { type: 'array', items: { enum: [...TYPES] } }),
  text: { type: 'string' },
  number: { type: 'number' },
  count: { type: 'integer', minimum: 0 },
  flag: { type: 'boolean' },
  list: { type: 'array' },
  names: STRINGS,
  'named names': { type: 'object', additionalProperties: STRINGS },
  pattern: { type: 'string' },
  reference: { type: 'string', pattern: '^#' },
  any: true,
};

function ref(shape: string): JsonObject {
  return { $ref: `#/$defs/${shape}` };
}

function anyOf(...options: readonly Json[]): JsonObject {
  return { anyOf: options };
}
