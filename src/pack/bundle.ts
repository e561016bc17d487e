import * as v from 'valibot';
import type { Finding } from '../problem/finding.ts';
import { refuse } from '../problem/problem.ts';
import { contentHash } from '../registry/content-hash.ts';
import { isObject, type Json, type JsonObject } from '../value/json.ts';
import type { PackFile } from './file-source.ts';
import type { LoadedFile } from './load-file.ts';
import type { PackManifest } from './manifest.ts';

/** Where a Worker, which has no disk, gets its packs from. */
export interface BundleSource {
  /**
   * The text of a bundle with the pack in it, if there is such a pack; undefined: there is no bundle.
   * @throws ProblemError `unavailable` when whoever has it cannot be reached
   */
  read(pack: string): Promise<string | undefined>;
}

const FORMAT = 1;

const FileSchema = v.variant('kind', [
  v.strictObject({ kind: v.literal('file'), path: v.string(), content: v.string() }),
  /** One that the loader does not read, and why. */
  v.strictObject({ kind: v.literal('refused'), path: v.string(), reason: v.string() }),
]);

const PackSchema = v.strictObject({
  ref: v.string(),
  /** Of the manifest and the files. */
  hash: v.string(),
  manifest: v.custom<JsonObject>(isObject, 'must be an object'),
  files: v.array(FileSchema),
});

/** A pack as a bundle has it. */
export interface BundledPack {
  readonly ref: string;
  readonly hash: string;
  readonly manifest: JsonObject;
  readonly files: readonly PackFile[];
}

const BundleSchema = v.strictObject({ format: v.literal(FORMAT), packs: v.array(v.looseObject({ ref: v.string() })) });

/** Packs as the text of a bundle: the same packs, the same text. */
export async function bundleText(packs: readonly Omit<BundledPack, 'hash'>[]): Promise<string> {
  const sorted = packs.toSorted((a, b) => (a.ref < b.ref ? -1 : 1));
  const hashed = await Promise.all(
    sorted.map(async ({ ref, manifest, files }) => {
      const wire = files.map(wireOf).toSorted((a, b) => (a.path < b.path ? -1 : 1));
      return { ref, hash: await contentHash({ manifest, files: wire }), manifest, files: wire };
    }),
  );
  return `${JSON.stringify({ format: FORMAT, packs: hashed }, null, 1)}\n`;
}

function wireOf({ path, content, refused }: PackFile) {
  return refused === undefined ? { kind: 'file', path, content } : { kind: 'refused', path, reason: refused };
}

/** A pack that was read, for a bundle. */
export function bundled(manifest: PackManifest, files: readonly LoadedFile[]): Omit<BundledPack, 'hash'> {
  return {
    ref: manifest.ref,
    manifest,
    files: files.map(({ path, source, findings, unread }) =>
      unread ? { path, content: '', refused: reasonOf(findings) } : { path, content: source },
    ),
  };
}

/** As sources tell it: without the words that a finding puts around it. */
function reasonOf([finding]: readonly Finding[]): string {
  const message = finding?.message ?? 'it was not read';
  return message
    .replace(/^The file (is not read: )?/, (_, said) => (said === undefined ? 'it ' : ''))
    .replace(/\.$/, '');
}

/**
 * The pack of a bundle; undefined when it has none of this ref.
 * @throws ProblemError `bundle_invalid` when the text is none, or is not as it was made
 */
export async function packOfBundle(text: string, ref: string): Promise<BundledPack | undefined> {
  const { packs } = parsed(BundleSchema, parseJson(text), 'it');
  const [found, second] = packs.filter((pack) => pack.ref === ref);
  if (found === undefined) {
    return undefined;
  }
  if (second !== undefined) {
    return invalid(`it has two packs \`${ref}\``);
  }
  const { hash, manifest, files } = parsed(PackSchema, found, `its pack \`${ref}\``);
  if ((await contentHash({ manifest, files: files as readonly JsonObject[] })) !== hash) {
    return invalid(`its pack \`${ref}\` was changed after it was made`);
  }
  return { ref, hash, manifest, files: files.map(fileOf) };
}

function fileOf(file: v.InferOutput<typeof FileSchema>): PackFile {
  return file.kind === 'file'
    ? { path: file.path, content: file.content }
    : { path: file.path, content: '', refused: file.reason };
}

function parseJson(text: string): Json {
  try {
    return JSON.parse(text) as Json;
  } catch {
    return invalid('it is no JSON');
  }
}

function parsed<S extends v.GenericSchema>(schema: S, value: unknown, what: string): v.InferOutput<S> {
  const result = v.safeParse(schema, value);
  if (result.success) {
    return result.output;
  }
  const [{ message }] = result.issues;
  const place = v.getDotPath(result.issues[0]);
  return invalid(`${what} does not fit${place === null ? '' : ` at ${place}`}: ${message}`);
}

function invalid(why: string): never {
  return refuse(
    'bundle_invalid',
    `the bundle of packs cannot be used: ${why}; make it anew with \`ostinato packs bundle\``,
  );
}
