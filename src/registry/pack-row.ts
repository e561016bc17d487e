import type { Finding } from '../problem/finding.ts';
import type { JsonObject } from '../value/json.ts';
import { integer, json, text, textOrNull, word } from './columns.ts';
import type { Row } from './database.ts';

export interface PackRow {
  readonly ref: string;
  readonly label: string;
  readonly description: string | null;
  readonly version: string;
  readonly manifest: JsonObject;
  readonly config: JsonObject;
  readonly tags: readonly string[];
  readonly release: string;
  readonly workflow_count: number;
  readonly created: number;
  readonly updated: number;
}

const KINDS = ['workflow', 'action', 'trigger', 'test', 'unknown'] as const;
export type PackFileKind = (typeof KINDS)[number];

/**
 * `skipped`: the ref exists and the options forbid updates, or the file is none of a pack's. `removed`: it was there
 * before and is no longer.
 */
export const OUTCOMES = ['created', 'updated', 'unchanged', 'invalid', 'skipped', 'removed'] as const;
export type PackFileOutcome = (typeof OUTCOMES)[number];

/** What an installation did with one file. */
export interface PackFileResult {
  readonly path: string;
  readonly kind: PackFileKind;
  readonly ref: string | null;
  readonly outcome: PackFileOutcome;
  /** The number of the workflow's version in force. */
  readonly version: number | null;
  readonly findings: readonly Finding[];
}

/** What a release holds of a file that is no workflow: triggers and tests. */
export interface PackDocument {
  readonly path: string;
  readonly ref: string | null;
  readonly document: JsonObject;
}

export const PACK_COLUMNS = `ref, label, description, version, manifest, config, tags, release, created, updated,
  (SELECT count(*) FROM workflow_definition d WHERE d.pack = pack.ref AND d.status <> 'removed') AS workflow_count`;

export function readPack(row: Row): PackRow {
  return {
    ref: text(row, 'ref'),
    label: text(row, 'label'),
    description: textOrNull(row, 'description'),
    version: text(row, 'version'),
    manifest: json(row, 'manifest'),
    config: json(row, 'config'),
    tags: json(row, 'tags'),
    release: text(row, 'release'),
    workflow_count: integer(row, 'workflow_count'),
    created: integer(row, 'created'),
    updated: integer(row, 'updated'),
  };
}

export function readPackFileResult(row: Row): PackFileResult {
  return {
    path: text(row, 'path'),
    kind: word(row, 'kind', KINDS),
    ref: textOrNull(row, 'ref'),
    outcome: word(row, 'outcome', OUTCOMES),
    version: row.version === null ? null : integer(row, 'version'),
    findings: json(row, 'findings'),
  };
}

export function readPackDocument(row: Row): PackDocument {
  return { path: text(row, 'path'), ref: textOrNull(row, 'ref'), document: json(row, 'document') };
}
