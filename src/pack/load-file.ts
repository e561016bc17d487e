import type { Definition, Dialect } from '../definition/definition.ts';
import { loadDefinition } from '../definition/load-definition.ts';
import { type Finding, hasErrors } from '../problem/finding.ts';
import { fingerprint } from '../registry/workflow-candidate.ts';
import { loadTrigger } from '../trigger/definition/load-trigger.ts';
import type { Json } from '../value/json.ts';
import type { DeploymentLimits } from '../value/limits.ts';
import type { FileSource, SourceFile } from './file-source.ts';
import { loadTest } from './load-test.ts';
import { loadAction } from './pack-action.ts';
import { isSafePath, type PackPath } from './pack-path.ts';

/** A file of a pack, read and checked; whatever is wrong with it is in the findings. */
export type LoadedFile = LoadedWorkflow | LoadedDocument;

interface Loaded {
  readonly path: string;
  readonly name: string;
  readonly ref: string | null;
  readonly source: string;
  /** Of the text and how it is read (`fingerprint`); empty when files are only read. */
  readonly fingerprint: string;
  readonly findings: readonly Finding[];
  /** The registry has this very file, so it was not compiled. */
  readonly unchanged: boolean;
  /** It was not read; the first finding tells why. */
  readonly unread: boolean;
}

export interface LoadedWorkflow extends Loaded {
  readonly kind: 'workflow';
  /** Null when it has errors, or is unchanged. */
  readonly definition: Definition | null;
}

export interface LoadedDocument extends Loaded {
  readonly kind: 'action' | 'trigger' | 'test' | 'unknown';
  /** Null when it has errors. */
  readonly document: Json | null;
}

export interface LoadContext {
  readonly pack: string;
  readonly dialect?: Dialect | undefined;
  readonly limits?: DeploymentLimits | undefined;
  /** Bytes of one file, checked before it is parsed. */
  readonly maxBytes: number;
  /** False: files are read, not checked. */
  readonly validate: boolean;
  /** Path → fingerprint of workflows that need not be compiled again. */
  readonly known?: ReadonlyMap<string, string> | undefined;
}

/** Reads one file. Problems become findings; nothing is thrown. */
export async function loadFile(
  source: FileSource,
  file: SourceFile,
  place: PackPath & { readonly kind: LoadedFile['kind'] },
  context: LoadContext,
): Promise<LoadedFile> {
  if (!isSafePath(file.path)) {
    return refused({ ...place, ref: null }, unsafePath(file.path));
  }
  const obstacle = obstacleOf(file, context);
  if (obstacle !== undefined) {
    return refused(place, obstacle);
  }
  let text: string;
  try {
    text = await source.read(file.path);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    return refused(place, errorAt('unreadable_file', `The file cannot be read: ${reason}.`));
  }
  const common = {
    path: place.path,
    name: place.name,
    source: text,
    fingerprint: context.validate ? await fingerprint(text, context.dialect) : '',
    unchanged: false,
    unread: false,
  };
  if (place.kind === 'workflow') {
    return compileWorkflow(common, place.ref ?? '', context);
  }
  return { ...common, kind: place.kind, ...checkDocument(text, place, context) };
}

function compileWorkflow(
  common: Omit<Loaded, 'ref' | 'findings'>,
  ref: string,
  { known, validate, pack, dialect, limits }: LoadContext,
): LoadedWorkflow {
  const base = { ...common, kind: 'workflow', ref, definition: null, findings: [] } as const;
  if (known?.get(common.path) === common.fingerprint) {
    return { ...base, unchanged: true };
  }
  if (!validate) {
    return base;
  }
  const origin = { ref, pack, ...(dialect === undefined ? {} : { dialect }) };
  const { definition, findings } = loadDefinition(common.source, origin, limits);
  return { ...base, definition: hasErrors(findings) ? null : definition, findings };
}

function checkDocument(
  text: string,
  { kind, ref, path }: PackPath,
  { pack, validate }: LoadContext,
): Pick<LoadedDocument, 'ref' | 'document' | 'findings'> {
  if (kind === 'unknown') {
    const message = 'The file is ignored: it stands in none of the folders of a pack.';
    const hint = 'Workflows belong into `workflows/`, actions into `actions/`, triggers into `triggers/`.';
    return {
      ref,
      document: null,
      findings: [{ ...errorAt('ignored_file', message), severity: 'warning', hint }],
    };
  }
  if (!validate) {
    return { ref, document: null, findings: [] };
  }
  if (kind === 'action') {
    const { action, findings } = loadAction(text, { ref: ref ?? path, pack });
    return { ref: action?.ref ?? ref, document: action as Json, findings };
  }
  if (kind === 'trigger') {
    const { trigger, findings } = loadTrigger(text, ref ?? undefined);
    return { ref, document: trigger as Json, findings };
  }
  const { test, findings } = loadTest(text);
  return { ref, document: test as Json, findings };
}

function unsafePath(path: string): Finding {
  const hint = 'Names have letters, digits, `_`, `-` and `.` and do not begin with `.`.';
  return { ...errorAt('invalid_path', `The path \`${path}\` is not allowed.`), hint };
}

function obstacleOf(file: SourceFile, { maxBytes }: LoadContext): Finding | undefined {
  if (file.refused !== undefined) {
    return errorAt('refused_file', `The file is not read: ${file.refused}.`);
  }
  if (file.bytes > maxBytes) {
    return errorAt('definition_too_large', `The file has ${file.bytes} bytes, at most ${maxBytes} are read.`);
  }
  return undefined;
}

function refused(place: PackPath & { readonly kind: LoadedFile['kind'] }, finding: Finding): LoadedFile {
  const base = {
    path: place.path,
    name: place.name,
    source: '',
    fingerprint: '',
    findings: [finding],
    unchanged: false,
    unread: true,
  };
  return place.kind === 'workflow'
    ? { ...base, kind: 'workflow', ref: place.ref, definition: null }
    : { ...base, kind: place.kind, ref: place.ref, document: null };
}

export function errorAt(code: string, message: string): Finding {
  return { code, severity: 'error', message, path: '' };
}
