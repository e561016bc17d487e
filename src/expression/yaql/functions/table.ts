import type { Overload } from '../overloads.ts';
import { BRANCHING } from './branching.ts';
import { DICTS } from './dicts.ts';
import { EDITS } from './edits.ts';
import { GENERATORS } from './generators.ts';
import { GROUPS } from './groups.ts';
import { LISTS } from './lists.ts';
import { NUMBERS } from './numbers.ts';
import { ORDERS } from './orders.ts';
import { REDUCERS } from './reducers.ts';
import { REGEXES } from './regexes.ts';
import { SEARCHES } from './searches.ts';
import { SELECTIONS } from './selections.ts';
import { SETS } from './sets.ts';
import { STRINGS } from './strings.ts';
import { SYSTEM } from './system.ts';
import { TIMES } from './times.ts';
import { TYPES } from './types.ts';

const table = new Map<string, Overload[]>();

for (const overload of [
  SYSTEM,
  BRANCHING,
  TYPES,
  NUMBERS,
  STRINGS,
  SEARCHES,
  REGEXES,
  LISTS,
  EDITS,
  DICTS,
  SETS,
  SELECTIONS,
  REDUCERS,
  ORDERS,
  GROUPS,
  GENERATORS,
  TIMES,
].flat()) {
  for (const name of overload.names) {
    table.set(name, [...(table.get(name) ?? []), overload]);
  }
}

/** The ways to call each function by its name, each method by its name with a dot before it. */
export const TABLE: ReadonlyMap<string, readonly Overload[]> = table;
