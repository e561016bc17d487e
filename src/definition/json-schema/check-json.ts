import type { Finding } from '../../problem/finding.ts';
import { isObject, type Json } from '../../value/json.ts';
import { Findings } from '../findings.ts';
import { Lines } from '../yaml/lines.ts';
import type { YamlNode } from '../yaml/tree.ts';
import { checkSchema } from './check-schema.ts';

/** What is wrong with a JSON Schema that stands in no file: unknown keywords, values that a keyword does not take. */
export function checkJsonSchema(schema: Json): readonly Finding[] {
  const findings = new Findings(new Lines(''), null);
  checkSchema(nodeOf(schema), [], findings);
  return findings.sorted();
}

const NOWHERE = { start: 0, end: 0 } as const;

function nodeOf(value: Json): YamlNode {
  if (Array.isArray(value)) {
    return { ...NOWHERE, kind: 'list', items: value.map(nodeOf) };
  }
  if (isObject(value)) {
    const entries = Object.entries(value).map(
      ([key, member]) => [key, { keyStart: 0, value: nodeOf(member) }] as const,
    );
    return { ...NOWHERE, kind: 'map', entries: new Map(entries) };
  }
  const scalar = value as null | boolean | number | string;
  return { ...NOWHERE, kind: 'scalar', value: scalar, text: String(scalar), style: 'double' };
}
