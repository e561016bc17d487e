import { type FSWatcher, readdirSync, statSync, watch } from 'node:fs';
import { dirname, join, relative, sep } from 'node:path';

/** How long new folders may wait until they are watched, too; what has come into them by then is told at once. */
const LOOK_MS = 50;
const DEEPEST = 32;

interface Watched {
  readonly watcher: FSWatcher;
  /** Another folder may come to stand under the same name. */
  readonly inode: number;
}

interface Listener {
  /** The path of what has changed, from the root. */
  readonly onChange: (path: string) => void;
  readonly onError: (error: Error) => void;
}

/**
 * Watches a folder with all folders below it, those that come later too; hidden ones and `node_modules` are left out.
 * Node's own recursive watching reads a folder again for every file that is new in it: thousands of them stop the
 * process for minutes.
 * @throws Error when there is no such folder.
 * @returns the function that ends the watching.
 */
export function watchFolders(root: string, listener: Listener): () => void {
  const watch = new FolderWatch(root, listener);
  watch.follow(root);
  return () => watch.end();
}

class FolderWatch {
  readonly #root: string;
  readonly #listener: Listener;
  readonly #watched = new Map<string, Watched>();
  /** Folders in which others may have come or gone. */
  readonly #due = new Set<string>();
  #timer: NodeJS.Timeout | undefined;

  constructor(root: string, listener: Listener) {
    this.#root = root;
    this.#listener = listener;
  }

  follow(folder: string): void {
    const { ino: inode } = statSync(folder);
    const watcher = watch(folder, (_event, name) => {
      this.#tell(name === null ? folder : join(folder, name));
      this.#due.add(folder);
      this.#timer ??= setTimeout(() => this.#look(), LOOK_MS);
    });
    watcher.on('error', this.#listener.onError);
    this.#watched.set(folder, { watcher, inode });
    for (const below of this.#foldersIn(folder)) {
      attempt(() => this.follow(below));
    }
  }

  end(): void {
    clearTimeout(this.#timer);
    this.#leave(this.#root);
  }

  #tell(path: string): void {
    this.#listener.onChange(relative(this.#root, path));
  }

  #leave(folder: string): void {
    for (const [path, { watcher }] of this.#watched) {
      if (path === folder || path.startsWith(folder + sep)) {
        watcher.close();
        this.#watched.delete(path);
      }
    }
  }

  /** Finds folders that have come, gone, or been put in the place of others. */
  #look(): void {
    this.#timer = undefined;
    const folders = [...this.#due].filter((folder) => this.#watched.has(folder));
    this.#due.clear();
    for (const folder of folders) {
      const present = this.#foldersIn(folder);
      const inodes = new Map(present.map((path) => [path, inodeOf(path)]));
      const gone = [...this.#watched].filter(
        ([path, { inode }]) => dirname(path) === folder && inodes.get(path) !== inode,
      );
      for (const [path] of gone) {
        this.#leave(path);
      }
      for (const path of present.filter((each) => !this.#watched.has(each))) {
        if (attempt(() => this.follow(path))) {
          this.#tell(path);
        }
      }
    }
  }

  #foldersIn(folder: string): readonly string[] {
    const depth = folder === this.#root ? 0 : relative(this.#root, folder).split(sep).length;
    return depth < DEEPEST ? foldersIn(folder, depth === 0) : [];
  }
}

/** The folders in a folder; in the root also links to some, as packs may be. None when it is gone. */
function foldersIn(folder: string, links: boolean): readonly string[] {
  try {
    return readdirSync(folder, { withFileTypes: true })
      .filter(({ name }) => !name.startsWith('.') && name !== 'node_modules')
      .filter((entry) => entry.isDirectory() || (links && entry.isSymbolicLink() && isFolder(join(folder, entry.name))))
      .map(({ name }) => join(folder, name));
  } catch {
    return [];
  }
}

function isFolder(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false;
}

function inodeOf(path: string): number | undefined {
  return statSync(path, { throwIfNoEntry: false })?.ino;
}

/** A folder may go while it is looked at; then there is nothing to watch. */
function attempt(run: () => void): boolean {
  try {
    run();
    return true;
  } catch {
    return false;
  }
}
