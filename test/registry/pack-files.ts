import type { Definition } from '../../src/definition/definition.ts';
import { type CommitOptions, type CommitResult, commitRelease } from '../../src/registry/pack-commit.ts';
import { openRelease, type StagedFile, stageFiles } from '../../src/registry/pack-release.ts';
import type { JsonObject } from '../../src/value/json.ts';
import { candidateOf } from './fixtures.ts';
import type { OpenStore } from './stores.ts';

export const BLANK = {
  hash: null,
  fingerprint: 'f',
  source: '',
  document: null,
  summary: null,
  findings: [],
  outcome: null,
};
export const BROKEN = { code: 'wrong_type', severity: 'error', message: 'no', path: '' } as const;

export async function workflowFile(ref: string, changes: Partial<Definition> = {}): Promise<StagedFile> {
  const { hash, source, document, summary } = await candidateOf(ref, changes);
  const path = `workflows/${ref.split('.').slice(1).join('/')}.yaml`;
  return { ...BLANK, path, kind: 'workflow', ref, hash, source, document, summary, fingerprint: `f${hash}` };
}

export function actionFile(ref: string, label: string): StagedFile {
  const document = JSON.stringify({ ref, label });
  return { ...BLANK, path: `actions/${ref}.yaml`, kind: 'action', ref, hash: label, document };
}

export function triggerFile(name: string, changes: JsonObject = {}): StagedFile {
  const definition = { type: 'webhook', enabled: true, workflow: 'a.b', ...changes };
  const path = `triggers/${name.split('.')[1]}.yaml`;
  const document = JSON.stringify(definition);
  return { ...BLANK, path, kind: 'trigger', ref: name, hash: document, document };
}

export function invalidFile(ref: string): StagedFile {
  const path = `workflows/${ref.split('.').slice(1).join('/')}.yaml`;
  return { ...BLANK, path, kind: 'workflow', ref, source: 'x', findings: [BROKEN] };
}

/** Installs packs as a loader does, each with a label, a version and a time of its own. */
export function installer(store: () => OpenStore) {
  let releases = 0;
  return async (
    pack: string,
    files: readonly StagedFile[],
    options: Partial<CommitOptions> = {},
    db = store().db,
  ): Promise<CommitResult> => {
    releases++;
    const id = `release-${pack}-${releases}`;
    const manifest = { ref: pack, label: `Pack ${pack}`, version: `1.${releases}`, config: { a: 1 }, tags: ['t'] };
    await openRelease(db, { id, pack, manifest }, releases);
    await stageFiles(db, id, files);
    return commitRelease(db, { id, pack }, { update: true, skipInvalid: true, now: 100 + releases, ...options });
  };
}

/** Ref, or path, → what became of it. */
export function outcomes(result: CommitResult) {
  return result.kind === 'committed'
    ? Object.fromEntries(result.files.map(({ ref, path, outcome }) => [ref ?? path, outcome]))
    : result.kind;
}
