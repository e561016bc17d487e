import type { Database } from './database.ts';
import { getContentByHash } from './workflow-read.ts';
import type { WorkflowContent } from './workflow-row.ts';

/**
 * Contents by hash, kept in memory. Content of a hash never changes, so what is kept is never stale; the least used
 * goes first when there is too much of it.
 */
export class ContentCache {
  readonly #entries = new Map<string, WorkflowContent>();
  readonly #maxCharacters: number;
  #characters = 0;
  #hits = 0;
  #misses = 0;

  constructor(maxCharacters = 16 * 1024 * 1024) {
    this.#maxCharacters = maxCharacters;
  }

  /** The content of a hash, from memory or from the registry. */
  async get(db: Database, hash: string): Promise<WorkflowContent | undefined> {
    const kept = this.#entries.get(hash);
    if (kept !== undefined) {
      this.#hits += 1;
      this.#entries.delete(hash);
      this.#entries.set(hash, kept);
      return kept;
    }
    this.#misses += 1;
    const content = await getContentByHash(db, hash);
    if (content !== undefined) {
      this.#keep(hash, content);
    }
    return content;
  }

  /** How often memory had what was asked for, and how often the registry had to be asked. */
  get counts(): { readonly hits: number; readonly misses: number } {
    return { hits: this.#hits, misses: this.#misses };
  }

  #keep(hash: string, content: WorkflowContent): void {
    if (!this.#entries.has(hash)) {
      this.#entries.set(hash, content);
      this.#characters += weightOf(content);
    }
    for (const [oldest, { source }] of this.#entries) {
      if (this.#characters <= this.#maxCharacters) {
        break;
      }
      this.#entries.delete(oldest);
      this.#characters -= weightOf({ source });
    }
  }
}

/** The definition is some times the size of its source. */
function weightOf({ source }: Pick<WorkflowContent, 'source'>): number {
  return 1_000 + source.length * 4;
}
