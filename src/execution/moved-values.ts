import type { ItemRow, ScopeRow, TaskRow, ValueRef } from '../projection/rows.ts';
import type { TakenRow } from '../projection/takeover.ts';
import { objectFrom } from '../value/json.ts';

/** The id under which a value of the origin is stored in the execution that takes it over. */
export const movedId = (id: string) => `o.${id}`;

/** The row with its stored values under their new ids; `used` collects the old ones. */
export function withMovedValues(taken: TakenRow, used: Set<string>): TakenRow {
  const move = <R extends ValueRef | null>(ref: R): R => {
    if (ref === null || !('id' in ref)) {
      return ref;
    }
    used.add(ref.id);
    return { id: movedId(ref.id) } as R;
  };
  switch (taken.table) {
    case 'task': {
      const row = taken.row as TaskRow;
      const items = row.items === null ? null : { ...row.items, list: move(row.items.list) };
      return { ...taken, row: { ...row, items, input: move(row.input), result: move(row.result) } };
    }
    case 'item': {
      const row = taken.row as ItemRow;
      return { ...taken, row: { ...row, input: move(row.input), result: move(row.result) } };
    }
    case 'scope': {
      const row = taken.row as ScopeRow;
      const vars = objectFrom(Object.entries(row.vars).map(([name, ref]) => [name, move(ref)] as const));
      return { ...taken, row: { ...row, vars } };
    }
    default:
      return taken;
  }
}
