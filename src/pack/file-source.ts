/** A file of a pack, before it is read. */
export interface SourceFile {
  /** Relative to the pack's folder, with `/`. */
  readonly path: string;
  readonly bytes: number;
  /** When it was changed last, if that is known: it tells files that need not be read again. */
  readonly changed?: number;
  /** Why it must not be read, e.g. a link that leads out of the pack. */
  readonly refused?: string;
}

/** Where a pack's files are: a folder, a request, a bundle. */
export interface FileSource {
  list(): Promise<readonly SourceFile[]>;
  /** @throws Error when the file is away or cannot be read. */
  read(path: string): Promise<string>;
}

/** A file as requests and bundles carry it. */
export interface PackFile {
  readonly path: string;
  readonly content: string;
  /** Why the file was not read where it is from. */
  readonly refused?: string;
}

/** Files in memory. Of two with one path the second is refused. */
export function memorySource(files: readonly PackFile[]): FileSource {
  const contents = new Map<string, string>();
  const listed = files.map(({ path, content, refused }): SourceFile => {
    const bytes = new TextEncoder().encode(content).length;
    if (contents.has(path)) {
      return { path, bytes, refused: 'the path is given twice' };
    }
    contents.set(path, content);
    return refused === undefined ? { path, bytes } : { path, bytes, refused };
  });
  return {
    list: async () => listed,
    read: async (path) => {
      const content = contents.get(path);
      if (content === undefined) {
        throw new Error(`there is no ${path}`);
      }
      return content;
    },
  };
}
