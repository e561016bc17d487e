import { isObject, type Json, type JsonObject, objectFrom } from '../../value/json.ts';
import type { Findings } from '../findings.ts';
import { checkKeywords, checkSchema, checkType } from '../json-schema/check-schema.ts';
import { show } from '../shape/show.ts';
import { childOf, isNull, type MapNode, type Path, toJson, type YamlNode } from '../yaml/tree.ts';

const NO_PARAMETERS: JsonObject = {
  type: 'object',
  properties: {},
  required: [],
  additionalProperties: false,
};

/** The input's JSON Schema, from a flat map of parameters or from a schema with `type: object`. */
export function readParameters(node: YamlNode | undefined, path: Path, findings: Findings): JsonObject {
  if (node === undefined || isNull(node)) {
    return NO_PARAMETERS;
  }
  if (node.kind !== 'map') {
    findings.error('wrong_type', path, `\`parameters\` must be a map, not ${show(node)}.`);
    return NO_PARAMETERS;
  }
  if (textOf(childOf(node, 'type')) !== 'object') {
    return { ...flatSchema(node, path, findings), additionalProperties: false };
  }
  checkSchema(node, path, findings);
  const schema = toJson(node) as JsonObject;
  return {
    ...(opens(schema) ? {} : { additionalProperties: false }),
    ...schema,
    properties: isObject(schema.properties) ? schema.properties : {},
    required: Array.isArray(schema.required) ? schema.required : [],
  };
}

/** The result's JSON Schema: a schema as it is, or a flat map of fields like `parameters`. */
export function readOutput(node: YamlNode, path: Path, findings: Findings): JsonObject | null {
  if (isNull(node)) {
    return null;
  }
  if (node.kind !== 'map') {
    findings.error('wrong_type', path, `\`output\` must be a JSON Schema, not ${show(node)}.`);
    return null;
  }
  const type = childOf(node, 'type');
  if (type === undefined || type.kind === 'map') {
    return flatSchema(node, path, findings);
  }
  checkSchema(node, path, findings);
  return toJson(node) as JsonObject;
}

/** Says something about further properties by itself. */
function opens(schema: JsonObject): boolean {
  return ['patternProperties', 'unevaluatedProperties', 'allOf', 'anyOf', 'oneOf', '$ref'].some((key) =>
    Object.hasOwn(schema, key),
  );
}

function flatSchema(node: MapNode, path: Path, findings: Findings): JsonObject {
  const properties: [string, Json][] = [];
  const required: string[] = [];
  for (const [name, { value }] of node.entries) {
    const place = [...path, name];
    properties.push([name, readField(name, value, place, findings)]);
    if (isRequired(value)) {
      required.push(name);
    }
  }
  return { type: 'object', properties: objectFrom(properties), required };
}

function readField(name: string, node: YamlNode, path: Path, findings: Findings): JsonObject {
  if (isNull(node)) {
    return {};
  }
  if (node.kind === 'scalar' && typeof node.value === 'string') {
    checkType(node, path, findings);
    return { type: node.value };
  }
  if (node.kind !== 'map') {
    findings.error('wrong_type', path, `\`${name}\` must be a type or a map, not ${show(node)}.`, {
      hint: SCHEMA_KEYS.has(name)
        ? 'To write a whole JSON Schema here, add `type: object`.'
        : `Write \`${name}: {default: …}\` for a value that is taken when none is given.`,
    });
    return {};
  }
  checkKeywords(node, path, findings, OWN_READING);
  checkRequired(node, path, findings);
  const value = toJson(node) as JsonObject;
  return Object.fromEntries(Object.entries(value).filter(([key, entry]) => key !== 'required' || Array.isArray(entry)));
}

const SCHEMA_KEYS: ReadonlySet<string> = new Set(['required', 'additionalProperties', '$schema', '$id']);
const OWN_READING: ReadonlySet<string> = new Set(['required']);

/** In a flat map `required` is a flag; a list of names is the keyword of an object's own schema. */
function checkRequired(node: MapNode, path: Path, findings: Findings): void {
  const required = childOf(node, 'required');
  if (required?.kind === 'scalar' && typeof required.value !== 'boolean') {
    findings.error('wrong_type', [...path, 'required'], `\`required\` must be true or false, not ${show(required)}.`);
  }
}

function isRequired(node: YamlNode): boolean {
  const required = childOf(node, 'required');
  return required?.kind === 'scalar' && required.value === true;
}

function textOf(node: YamlNode | undefined): string | undefined {
  return node?.kind === 'scalar' && typeof node.value === 'string' ? node.value : undefined;
}
