import type { InboxChange } from './change.ts';
import { type InboxTable, type InboxTables, waiterKey } from './rows.ts';

/** What the inbox reads and writes of a state. */
export interface InboxWriter {
  get<T extends InboxTable>(table: T, key: string): InboxTables[T] | undefined;
  put<T extends InboxTable>(table: T, key: string, row: InboxTables[T]): void;
  delete(table: InboxTable, key: string): void;
}

/** Writes one change of the inbox into a state. */
export function applyInbox(state: InboxWriter, change: InboxChange, at: number): void {
  switch (change.type) {
    case 'wait.opened': {
      const { signal, listener, instance, item, attempt } = change;
      state.put('wait', waiterKey(change), { signal, listener });
      return state.put('listener', listener, { instance, item, attempt });
    }
    case 'wait.closed':
      state.delete('listener', change.listener);
      return state.delete('wait', change.wait);
    case 'signal.taken':
      return change.buffered === null ? undefined : state.delete('signal', change.buffered);
    case 'signal.buffered': {
      const { key, payload, size } = change;
      return state.put('signal', key, { payload, size, at });
    }
    case 'inquiry.opened': {
      const { inquiry, question, expiresAt } = change;
      const open = { status: 'open', closedAt: null, response: null, by: null } as const;
      return state.put('inquiry', inquiry, { ...open, question, expiresAt, openedAt: at });
    }
    case 'inquiry.closed': {
      const row = state.get('inquiry', change.inquiry);
      const { status, response, by } = change;
      return row && state.put('inquiry', change.inquiry, { ...row, status, response, by, closedAt: at });
    }
    case 'response.recorded': {
      const { instance, item, answer } = change;
      return state.put('response', '', { instance, item, answer, at });
    }
    case 'response.ignored':
      return;
  }
}
