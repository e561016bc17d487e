import type { InquiryView } from '../host/inquiry.ts';
import { waiterOf } from '../inbox/rows.ts';
import { deref, type StateReader } from '../projection/state.ts';
import { isObject } from '../value/json.ts';

/** Looks at an inquiry by its key; undefined when nothing was asked there. */
export function viewInquiry(state: StateReader, execution: string, key: string): InquiryView | undefined {
  const row = state.get('inquiry', key);
  if (row === undefined) {
    return undefined;
  }
  const { instance, item, attempt } = waiterOf(key);
  const question = deref(state, row.question);
  const { prompt, schema, assignee } = isObject(question) ? question : {};
  return {
    ...{ id: `${execution}.${instance}.${item ?? '-'}.${attempt}`, execution, instance, item, attempt },
    ...{ prompt: String(prompt ?? ''), schema: isObject(schema) ? schema : null },
    assignee: typeof assignee === 'string' ? assignee : null,
    ...{ status: row.status, response: row.response === null ? null : deref(state, row.response) },
    ...{ responded_by: row.by, expires: row.expiresAt },
    ...{ created: row.openedAt, updated: row.closedAt ?? row.openedAt },
  };
}
