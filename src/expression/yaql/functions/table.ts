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

/** Functions by name, methods by name with a dot before it. */
const TABLE = new Map<string, Overload[]>();

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
    TABLE.set(name, [...(TABLE.get(name) ?? []), overload]);
  }
}

/** The ways to call a function. */
export function functionOverloads(name: string): readonly Overload[] {
  return TABLE.get(name) ?? [];
}

/** The ways to call a method. */
export function methodOverloads(name: string): readonly Overload[] {
  return functionOverloads(`.${name}`);
}

export function functionNames(): readonly string[] {
  return [...TABLE.keys()].filter((name) => !name.startsWith('.'));
}

export function methodNames(): readonly string[] {
  return [...TABLE.keys()].filter((name) => name.startsWith('.')).map((name) => name.slice(1));
}
