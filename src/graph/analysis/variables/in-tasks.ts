import { type Bits, hasBit } from '../../../value/bits.ts';
import { definedBy, type Formula } from '../conditions/formula.ts';
import { readCondition } from '../conditions/read-condition.ts';
import type { Facts } from '../context.ts';
import { assignedBefore } from './assigned.ts';
import type { Given } from './given.ts';
import { missingNames } from './missing.ts';
import { type NameTable, nameTables } from './name-table.ts';
import type { Read, ReadSite } from './read-sites.ts';
import type { SureNames } from './sure-names.ts';
import type { UnassignedRead } from './unassigned.ts';

/** So many witnesses are looked for; further findings go without. */
const MOST_PATHS = 100;

/** Names that tasks read and that no path, or not every path, to them assigns. */
export function inTasks(facts: Facts, given: Given, sure: readonly SureNames[]): readonly UnassignedRead[] {
  const always = new Set([...given.sure, ...given.vars]);
  const sites = facts.reads.flatMap((site) => {
    const reads = site.reads.filter(({ name, source }) =>
      source === 'parameters' ? given.optional.has(name) : !always.has(name),
    );
    return site.task === null || reads.length === 0 ? [] : [{ ...site, site, task: site.task, reads }];
  });
  const names = new Set(sites.flatMap(({ reads }) => reads.map(({ name }) => name)));
  const seen = new Set<string>();
  let paths = 0;
  return nameTables(names).flatMap((table) => {
    const missing = missingNames(facts, sure, table);
    const flow: Flow = { facts, given, sure, table, before: assignedBefore(facts, table), missing: missing.at };
    return sites.flatMap(({ site, task, reads }) =>
      reads.flatMap((read): UnassignedRead[] => {
        const kind = table.bitOf.has(read.name) ? kindOf(flow, site, task, read) : null;
        const once = `${task} ${read.name}`;
        if (kind === null || (kind !== 'never' && seen.has(once))) {
          return [];
        }
        seen.add(once);
        const shown = kind === 'sometimes' && paths++ < MOST_PATHS;
        return [{ site, read, kind, path: shown ? missing.path(task, read.name) : null }];
      }),
    );
  });
}

interface Flow {
  readonly facts: Facts;
  readonly given: Given;
  readonly sure: readonly SureNames[];
  readonly table: NameTable;
  /** Names that some path to a task assigns. */
  readonly before: (task: number) => Bits;
  /** Names that some path to a task does not assign. */
  readonly missing: (task: number) => Bits;
}

function kindOf(
  { facts, given, sure, table, before, missing }: Flow,
  site: ReadSite,
  task: number,
  { name, source }: Read,
): UnassignedRead['kind'] | null {
  const bit = table.bitOf.get(name) ?? 0;
  const optional = source !== 'vars' && given.optional.has(name);
  if (isLocal(facts, site, task, name) || (source === 'context' && given.open)) {
    return null;
  }
  if (!optional && !hasBit(before(task), bit)) {
    return 'never';
  }
  const known = site.transition !== null && sure[task]?.task.has(name) === true;
  return known || !hasBit(missing(task), bit) ? null : optional ? 'optional' : 'sometimes';
}

/** Names that are there because of the place itself: items, what was asked for, what stands before it in its list. */
function isLocal(
  { definition, behaviours }: Facts,
  { path, role, transition, entry }: ReadSite,
  task: number,
  name: string,
): boolean {
  const own = definition.tasks[task];
  if (own === undefined) {
    return false;
  }
  if (transition !== null) {
    const published = own.next[transition]?.publish.slice(0, entry ?? 0) ?? [];
    return (
      published.some((assignment) => assignment.name === name) ||
      (entry !== null && asksFor(behaviours[task]?.conditions[transition], name))
    );
  }
  return (
    (definition.dialect === 'native' && role !== 'items' && own.with?.names.includes(name) === true) ||
    (path !== `${own.path}/when` && asksFor(readCondition(own.when, definition.dialect), name))
  );
}

function asksFor(condition: Formula | undefined, name: string): boolean {
  return condition !== undefined && definedBy(condition).includes(name);
}
