import * as v from 'valibot';
import { checkValue } from '../definition/check.ts';
import type { Dialect } from '../definition/definition.ts';
import { checkSchema } from '../definition/json-schema/check-schema.ts';
import { readDocument } from '../definition/read-document.ts';
import { choice, filledText, slot, text, textList, versionText } from '../definition/shape/fields.ts';
import { readPiece } from '../definition/shape/piece.ts';
import { isNull, toJson, type YamlNode } from '../definition/yaml/tree.ts';
import type { Finding } from '../problem/finding.ts';
import { isObject, type JsonObject } from '../value/json.ts';

/** What `pack.yaml` says, complete; plain JSON, which a type alias, unlike an interface, may be taken for. */
export type PackManifest = {
  readonly ref: string;
  readonly label: string;
  readonly description: string | null;
  readonly version: string;
  /** How its files are read that name no dialect. */
  readonly dialect: Dialect | null;
  readonly config_schema: JsonObject | null;
  readonly config: JsonObject;
  /** The only hosts its actions may call; null: the deployment decides alone. */
  readonly egress: readonly string[] | null;
  readonly tags: readonly string[];
};

const PACK_REF = /^[A-Za-z][A-Za-z0-9_-]{0,63}$/;

/** The keys of `pack.yaml`. */
export const ManifestTable = v.strictObject({
  ref: v.pipe(text, v.regex(PACK_REF, 'must begin with a letter and have at most 64 letters, digits, `_` and `-`')),
  label: v.nullish(filledText),
  description: v.nullish(text),
  version: v.nullish(versionText),
  dialect: v.nullish(choice(['native', 'orquesta'])),
  config_schema: v.nullish(slot('schema')),
  config: v.nullish(slot('value')),
  egress: v.nullish(textList),
  tags: v.nullish(textList),
});

export interface LoadedManifest {
  /** Null when something is wrong with it. */
  readonly manifest: PackManifest | null;
  readonly findings: readonly Finding[];
}

/** Reads `pack.yaml`, or the same as JSON text. Never throws. */
export function loadManifest(source: string): LoadedManifest {
  const { root, findings } = readDocument(source, 'A manifest');
  if (root === null) {
    return { manifest: null, findings: findings.sorted() };
  }
  const piece = readPiece(ManifestTable, root, [], 'A manifest', findings);
  if (isGiven(piece?.config_schema)) {
    checkSchema(piece.config_schema, ['config_schema'], findings);
  }
  const schema = objectOf(piece?.config_schema);
  const config = objectOf(piece?.config) ?? {};
  if (isGiven(piece?.config) && piece.config.kind !== 'map') {
    findings.error('wrong_type', ['config'], '`config` must be a map.');
  } else if (schema !== null && !findings.failed) {
    for (const { code, path, message, hint } of checkValue(schema, config)) {
      findings.error(code, ['config', ...path.split('/').slice(1)], message, { hint });
    }
  }
  if (piece === null || findings.failed) {
    return { manifest: null, findings: findings.sorted() };
  }
  const manifest: PackManifest = {
    ref: piece.ref,
    label: piece.label ?? piece.ref,
    description: piece.description ?? null,
    version: String(piece.version ?? '0.0.0'),
    dialect: piece.dialect ?? null,
    config_schema: schema,
    config,
    egress: piece.egress ?? null,
    tags: [...new Set(piece.tags ?? [])],
  };
  return { manifest, findings: findings.sorted() };
}

function isGiven(node: YamlNode | null | undefined): node is YamlNode {
  return node !== null && node !== undefined && !isNull(node);
}

function objectOf(node: YamlNode | null | undefined): JsonObject | null {
  const value = isGiven(node) ? toJson(node) : null;
  return isObject(value) ? value : null;
}
