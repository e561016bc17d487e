import type { InboxChange } from './change.ts';
import type { InboxTable, InboxTables } from './rows.ts';

/** What the inbox needs of a turn. */
export interface Desk {
  /** Number of the event. */
  readonly seq: number;
  readonly state: {
    get<T extends InboxTable>(table: T, key: string): InboxTables[T] | undefined;
    /** Rows whose key begins with the prefix, in the order of keys. */
    scan<T extends InboxTable>(table: T, prefix: string): Iterable<readonly [string, InboxTables[T]]>;
  };
  change(change: InboxChange): void;
  effect(effect: InboxEffect): void;
}

/** The registry is to be told of the present state of an inquiry. */
export interface InboxEffect {
  readonly type: 'inquiry';
  /** Its key. */
  readonly inquiry: string;
}
