import type { PackFileKind } from '../registry/pack-row.ts';

export const MANIFEST = 'pack.yaml';

/** What a file of a pack is, by where it stands. */
export interface PackPath {
  readonly path: string;
  readonly kind: PackFileKind | 'manifest' | 'ignored';
  /** File name without folder and ending. */
  readonly name: string;
  /** `<pack>.<path below its folder>`, `/` written as `.`; null for files that have none. */
  readonly ref: string | null;
}

const FOLDERS: ReadonlyMap<string, PackFileKind> = new Map([
  ['workflows', 'workflow'],
  ['actions', 'action'],
  ['triggers', 'trigger'],
  ['tests', 'test'],
]);
const YAML = /\.ya?ml$/;
const SEGMENT = /^[A-Za-z0-9_-][A-Za-z0-9_.-]*$/;

/** Only workflows may stand in folders below their own. */
export function classify(pack: string, path: string): PackPath {
  const segments = path.split('/');
  const name = (segments.at(-1) ?? '').replace(YAML, '');
  if (path === MANIFEST || path === 'pack.yml') {
    return { path, kind: 'manifest', name, ref: null };
  }
  if (!YAML.test(path)) {
    return { path, kind: 'ignored', name, ref: null };
  }
  const kind = FOLDERS.get(segments[0] ?? '');
  if (kind === undefined || segments.length < 2 || (kind !== 'workflow' && segments.length > 2)) {
    return { path, kind: 'unknown', name, ref: null };
  }
  const below = segments.slice(1).join('.').replace(YAML, '');
  return { path, kind, name, ref: `${pack}.${below}` };
}

/** False for paths that could mean a file outside of the pack, or no ref. */
export function isSafePath(path: string): boolean {
  return path.length <= 512 && path.split('/').every((segment) => SEGMENT.test(segment));
}
