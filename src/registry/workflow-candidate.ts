import type { Definition } from '../definition/definition.ts';
import type { Finding } from '../problem/finding.ts';
import type { Json, JsonObject } from '../value/json.ts';
import { contentHash, sha256 } from './content-hash.ts';
import { namedActions } from './named-actions.ts';

/** A compiled workflow that is to be registered. */
export interface WorkflowCandidate {
  readonly ref: string;
  readonly pack: string;
  /** Content hash: source and compiled definition together. */
  readonly hash: string;
  /** Of the file (see `fingerprint`); null when it did not come from a file. */
  readonly fingerprint: string | null;
  readonly source: string;
  /** The definition as JSON text. */
  readonly document: string;
  /** The columns that come from the definition, as JSON text. */
  readonly summary: string;
  readonly findings: readonly Finding[];
  /** The file in its pack; null: it came through the API. */
  readonly path: string | null;
}

/**
 * Prepares a definition for registration.
 *
 * The hash covers the text and what the engine made of it. So a changed comment is a new version (positions in errors
 * always fit the text that is shown), and a newer engine that reads the same text differently makes one too.
 */
export async function workflowCandidate(
  definition: Definition,
  source: string,
  findings: readonly Finding[],
  file: { readonly path: string; readonly fingerprint: string } | null = null,
): Promise<WorkflowCandidate> {
  const document = JSON.stringify(definition);
  return {
    ref: definition.ref,
    pack: definition.pack,
    hash: await contentHash({ source, definition: JSON.parse(document) as Json }),
    fingerprint: file?.fingerprint ?? null,
    source,
    document,
    summary: JSON.stringify(summaryOf(definition)),
    findings,
    path: file?.path ?? null,
  };
}

function summaryOf(definition: Definition): JsonObject {
  return {
    label: definition.label,
    description: definition.description,
    declared_version: definition.version,
    param_schema: definition.parameters,
    out_schema: definition.output,
    tags: [...new Set(definition.tags)],
    timeout: definition.timeout,
    targets: namedActions(definition) as unknown as Json,
  };
}

/** Grows when files have to be read again although they are the same, because the engine reads them differently. */
const READER = 1;

/** Tells a file that was not changed, without compiling it. The pack's dialect decides how it is read. */
export function fingerprint(source: string, packDialect: string | undefined): Promise<string> {
  return sha256(JSON.stringify([READER, packDialect ?? null, source]));
}
