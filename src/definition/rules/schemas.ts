import { isObject, type Json } from '../../value/json.ts';
import { hasExpression } from '../expression-text.ts';
import { resolvePointer, validate } from '../json-schema/validate.ts';
import type { Draft, Reading } from '../reading.ts';
import { childOf, type Path, type YamlNode } from '../yaml/tree.ts';

/** References within the schemas of a file must lead somewhere, and defaults must fit their own schema. */
export function checkSchemas({ definition }: Draft, { findings, root }: Reading): void {
  if (definition.dialect !== 'native') {
    return;
  }
  for (const key of ['parameters', 'output'] as const) {
    const schema = definition[key];
    for (const { path, reference } of schema === null ? [] : references(schema, [])) {
      if (resolvePointer(schema, reference.slice(1)) === undefined) {
        const place = schemaPath(key, [...path, '$ref'], root);
        findings.error('unknown_reference', place, `There is nothing at \`${reference}\`.`, {
          hint: 'A reference begins at the root of the schema: `#/$defs/name`.',
        });
      }
    }
  }
  const properties = definition.parameters.properties;
  for (const [name, schema] of Object.entries(isObject(properties) ? properties : {})) {
    const value = isObject(schema) ? schema.default : undefined;
    const place = schemaPath('parameters', ['properties', name, 'default'], root);
    if (typeof value === 'string' && hasExpression(value)) {
      findings.warning('expression_not_evaluated', place, `The default of \`${name}\` is taken as plain text.`, {
        hint: 'Compute it under `vars`: `"{{ parameters.get(\'…\') or … }}"`.',
      });
    }
    const [mismatch] =
      value === undefined ? [] : validate({ ...definition.parameters, required: [] }, { [name]: value });
    if (mismatch !== undefined) {
      findings.error('invalid_value', place, `The default of \`${name}\` ${mismatch.message}.`);
    }
  }
}

/** Where the file writes a part of the normalised schema: a flat map has no `properties`. */
export function schemaPath(key: 'parameters' | 'output', path: Path, root: YamlNode): Path {
  const written = childOf(root, key);
  const flat = written !== undefined && childOf(written, 'properties')?.kind !== 'map';
  return [key, ...(flat && path[0] === 'properties' ? path.slice(1) : path)];
}

function* references(schema: Json, path: Path): Generator<{ readonly path: Path; readonly reference: string }> {
  if (Array.isArray(schema)) {
    for (const [index, part] of schema.entries()) {
      yield* references(part, [...path, index]);
    }
  } else if (isObject(schema)) {
    for (const [key, part] of Object.entries(schema)) {
      if (key === '$ref' && typeof part === 'string') {
        yield { path, reference: part };
      } else if (!DATA.has(key)) {
        yield* references(part, [...path, key]);
      }
    }
  }
}

/** Keywords that hold values, not schemas. */
const DATA: ReadonlySet<string> = new Set(['default', 'const', 'enum', 'examples', 'example']);
