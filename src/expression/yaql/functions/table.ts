import type { Entry, Overload } from '../overloads.ts';
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

const ENTRIES: readonly Entry[] = [
  ...SYSTEM,
  ...BRANCHING,
  ...NUMBERS,
  ...STRINGS,
  ...SEARCHES,
  ...REGEXES,
  ...LISTS,
  ...EDITS,
  ...DICTS,
  ...SETS,
  ...SELECTIONS,
  ...REDUCERS,
  ...ORDERS,
  ...GROUPS,
  ...GENERATORS,
  ...TIMES,
];

function byName(entries: readonly Entry[]): ReadonlyMap<string, readonly Overload[]> {
  const table = new Map<string, Overload[]>();
  for (const [name, overload] of entries) {
    const known = table.get(name);
    if (known === undefined) {
      table.set(name, [overload]);
    } else {
      known.push(overload);
    }
  }
  return table;
}

const FUNCTIONS = byName(ENTRIES.filter(([, { kind }]) => kind !== 'method'));
const METHODS = byName(ENTRIES.filter(([, { kind }]) => kind !== 'function'));

/** The forms in which a function may be called as `name(…)`. */
export function functionOverloads(name: string): readonly Overload[] {
  return FUNCTIONS.get(name) ?? [];
}

/** The forms in which a function may be called as `x.name(…)`. */
export function methodOverloads(name: string): readonly Overload[] {
  return METHODS.get(name) ?? [];
}

export function functionNames(): Iterable<string> {
  return FUNCTIONS.keys();
}

export function methodNames(): Iterable<string> {
  return METHODS.keys();
}
