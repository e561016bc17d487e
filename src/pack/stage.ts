import { hasErrors } from '../problem/finding.ts';
import { contentHash } from '../registry/content-hash.ts';
import type { StagedFile } from '../registry/pack-release.ts';
import { workflowCandidate } from '../registry/workflow-candidate.ts';
import { isObject } from '../value/json.ts';
import type { LoadedDocument, LoadedFile, LoadedWorkflow } from './load-file.ts';

/** A loaded file as the registry takes it. */
export function stagedFile(file: LoadedFile): Promise<StagedFile> {
  return file.kind === 'workflow' ? stagedWorkflow(file) : stagedDocument(file);
}

const NOTHING = { hash: null, document: null, summary: null } as const;

async function stagedWorkflow(file: LoadedWorkflow): Promise<StagedFile> {
  const { path, kind, ref, fingerprint, source, findings, unchanged, definition } = file;
  const base = {
    path,
    kind,
    ref,
    fingerprint,
    source,
    findings,
    outcome: unchanged ? 'unchanged' : null,
  } as const;
  if (unchanged) {
    return { ...base, ...NOTHING, source: '' };
  }
  if (definition === null || hasErrors(findings)) {
    return { ...base, ...NOTHING };
  }
  const { hash, document, summary } = await workflowCandidate(definition, source, findings);
  return { ...base, hash, document, summary };
}

async function stagedDocument(file: LoadedDocument): Promise<StagedFile> {
  const { path, kind, ref, fingerprint, source, findings, document } = file;
  const base = {
    path,
    kind,
    ref,
    fingerprint,
    source,
    findings,
    outcome: kind === 'unknown' ? 'skipped' : null,
  } as const;
  if (!isObject(document) || hasErrors(findings)) {
    return { ...base, ...NOTHING };
  }
  return { ...base, hash: await contentHash(document), document: JSON.stringify(document), summary: null };
}
