import { dirname, relative } from 'node:path';
import { gzipSync } from 'node:zlib';
import { build } from 'esbuild';

/** What the expressions of both languages may weigh: 35 KB of gzip, without the engine of regular expressions. */
export const SIZE_BUDGET = 35 * 1024;

const ROOT = 'src/expression';

export interface ExpressionSize {
  /** Bytes of the minified bundle, and of the same packed with gzip. */
  readonly minified: number;
  readonly gzip: number;
  /** Minified bytes by file, largest first. */
  readonly files: readonly (readonly [file: string, bytes: number])[];
}

/** Bundles the compiler with all it needs, minified as a Worker is, and weighs it. */
export async function expressionSize(): Promise<ExpressionSize> {
  const { outputFiles, metafile } = await build({
    entryPoints: [`${ROOT}/compile.ts`],
    bundle: true,
    minify: true,
    format: 'esm',
    target: 'es2022',
    external: ['re2js'],
    write: false,
    metafile: true,
  });
  const [output] = outputFiles;
  const [meta] = Object.values(metafile.outputs);
  const parts = Object.entries(meta?.inputs ?? {}).map(([file, { bytesInOutput }]) => [file, bytesInOutput] as const);
  return {
    minified: output?.contents.length ?? 0,
    gzip: gzipSync(output?.contents ?? '', { level: 9 }).length,
    files: parts.toSorted(([, a], [, b]) => b - a),
  };
}

/** Minified bytes by folder, largest first. */
export function byFolder(files: ExpressionSize['files']): ExpressionSize['files'] {
  const folders = new Map<string, number>();
  for (const [file, bytes] of files) {
    const folder = relative('src', dirname(file));
    folders.set(folder, (folders.get(folder) ?? 0) + bytes);
  }
  return [...folders].toSorted(([, a], [, b]) => b - a);
}
