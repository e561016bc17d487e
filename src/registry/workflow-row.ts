import type { Definition } from '../definition/definition.ts';
import type { Finding } from '../problem/finding.ts';
import type { JsonObject } from '../value/json.ts';
import { integer, integerOrNull, json, jsonOrNull, text, textOrNull, word } from './columns.ts';
import type { Row } from './database.ts';

const STATUSES = ['active', 'invalid', 'disabled', 'removed'] as const;

/** `removed` is what a delete leaves: invisible, but its versions stay for the history. */
export type WorkflowStatus = (typeof STATUSES)[number];

/** What a ref means at present, without the definition itself. */
export interface WorkflowRow {
  readonly ref: string;
  readonly pack: string;
  readonly pack_ref: string;
  readonly label: string;
  readonly description: string | null;
  /** The registry's number; 0 while no valid file was seen. */
  readonly version: number;
  /** The file's own version text. */
  readonly declared_version: string | null;
  readonly param_schema: JsonObject;
  readonly out_schema: JsonObject | null;
  readonly tags: readonly string[];
  readonly status: WorkflowStatus;
  /** Invalid for no other reason than that something it names is not there: it comes back with that. */
  readonly suspended: boolean;
  readonly hash: string | null;
  /** Of the file read last (see `fingerprint`). */
  readonly fingerprint: string | null;
  /** Milliseconds, from the definition. */
  readonly timeout: number | null;
  /** The file in its pack; null: registered through the API. */
  readonly path: string | null;
  readonly findings: readonly Finding[];
  readonly created: number;
  readonly updated: number;
  /** Grows with every change, whatever it was. */
  readonly revision: number;
}

/** One version, as it was registered and stays. */
export interface WorkflowVersionRow {
  readonly ref: string;
  readonly number: number;
  readonly hash: string;
  readonly declared_version: string | null;
  readonly created: number;
}

/** A version with its content. */
export interface WorkflowContent extends WorkflowVersionRow {
  readonly source: string;
  /** As it was stored: its `format` may be an older one. */
  readonly definition: Definition;
  readonly findings: readonly Finding[];
}

export const WORKFLOW_COLUMNS = `ref, pack, pack_ref, label, description, version, declared_version, param_schema,
  out_schema, tags, status, suspended, hash, fingerprint, timeout, path, findings, created, updated, revision`;
export const VERSION_COLUMNS = 'ref, number, hash, declared_version, created';
export const CONTENT_COLUMNS = `${VERSION_COLUMNS}, source, definition, findings`;

export function readWorkflow(row: Row): WorkflowRow {
  return {
    ref: text(row, 'ref'),
    pack: text(row, 'pack'),
    pack_ref: text(row, 'pack_ref'),
    label: text(row, 'label'),
    description: textOrNull(row, 'description'),
    version: integer(row, 'version'),
    declared_version: textOrNull(row, 'declared_version'),
    param_schema: json(row, 'param_schema'),
    out_schema: jsonOrNull(row, 'out_schema'),
    tags: json(row, 'tags'),
    status: word(row, 'status', STATUSES),
    suspended: integer(row, 'suspended') === 1,
    hash: textOrNull(row, 'hash'),
    fingerprint: textOrNull(row, 'fingerprint'),
    timeout: integerOrNull(row, 'timeout'),
    path: textOrNull(row, 'path'),
    findings: json(row, 'findings'),
    created: integer(row, 'created'),
    updated: integer(row, 'updated'),
    revision: integer(row, 'revision'),
  };
}

export function readVersion(row: Row): WorkflowVersionRow {
  return {
    ref: text(row, 'ref'),
    number: integer(row, 'number'),
    hash: text(row, 'hash'),
    declared_version: textOrNull(row, 'declared_version'),
    created: integer(row, 'created'),
  };
}

export function readContent(row: Row): WorkflowContent {
  return {
    ...readVersion(row),
    source: text(row, 'source'),
    definition: json(row, 'definition'),
    findings: json(row, 'findings'),
  };
}
