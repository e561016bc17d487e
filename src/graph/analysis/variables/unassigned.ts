import { type Bits, hasBit } from '../../bits.ts';
import { definedBy, type Formula } from '../conditions/formula.ts';
import { readCondition } from '../conditions/read-condition.ts';
import type { Facts } from '../context.ts';
import { assignedBefore } from './assigned.ts';
import { type Given, givenOf } from './given.ts';
import { missingNames } from './missing.ts';
import { type NameTable, nameTables } from './name-table.ts';
import type { Read, ReadSite } from './read-sites.ts';
import { type SureNames, sureNames } from './transition-names.ts';
import { unpublishedRun } from './unpublished-run.ts';

/** A name that is read where it is not, or not always, assigned. */
export interface UnassignedRead {
  readonly site: ReadSite;
  readonly read: Read;
  readonly kind: /** Nothing that comes before assigns it. */
    | 'never'
    /** It is a parameter, and `vars` has none of those. */
    | 'parameter_in_vars'
    /** A parameter that need not be given. */
    | 'optional'
    /** Some paths assign it. */
    | 'sometimes';
  /** For `sometimes`: a path on which it is not assigned. */
  readonly path: readonly number[] | null;
}

/** So many witnesses are looked for; further findings go without. */
const MOST_PATHS = 200;

/** Everything that expressions read and that need not be there, in the order of the file's parts. */
export function unassignedReads(context: Facts): readonly UnassignedRead[] {
  const given = givenOf(context.definition);
  if (given.dynamic) {
    return [];
  }
  const sure = sureNames(context);
  const published = namesPublished(context.definition);
  const found = [
    ...context.reads.flatMap((site) =>
      site.reads.flatMap((read) => withoutTasks(context, { given, published }, site, read)),
    ),
    ...inOutput(context, { given, published }, sure),
    ...inTasks(context, given, sure),
  ];
  const order = new Map(context.reads.map((site, index) => [site, index]));
  return found.sort((a, b) => (order.get(a.site) ?? 0) - (order.get(b.site) ?? 0));
}

interface Names {
  readonly given: Given;
  /** Names that any transition publishes. */
  readonly published: ReadonlySet<string>;
}

/** What is known without looking at paths. */
function withoutTasks({ definition }: Facts, given: Given, site: ReadSite, read: Read): readonly UnassignedRead[] {
  const found = (kind: UnassignedRead['kind']): UnassignedRead[] => [{ site, read, kind, path: null }];
  const { name, source } = read;
  const declared = given.sure.has(name) || given.optional.has(name);
  if (source === 'parameters') {
    return given.optional.has(name) ? found('optional') : declared || given.open ? [] : found('never');
  }
  if (source === 'vars' && given.sure.has(name)) {
    return found('parameter_in_vars');
  }
  const itself = site.path === `/parameters/${name}/default`;
  if (site.task !== null || (source === 'context' && !itself && (given.sure.has(name) || given.open))) {
    return [];
  }
  const before = namesBefore(definition, given, site);
  if (before.has(name)) {
    return [];
  }
  if (source === 'context' && given.optional.has(name)) {
    return found('optional');
  }
  return site.role === 'output' && published.has(name) ? [] : found('never');
}

/** Variables, beside parameters, that stand in the file before a place outside of tasks. */
function namesBefore(
  { dialect, outputMap }: Facts['definition'],
  { vars }: Given,
  { role, entry }: ReadSite,
): ReadonlySet<string> {
  switch (role) {
    case 'parameter':
      return new Set();
    case 'var':
      return new Set(vars.slice(0, entry ?? 0));
    case 'output': {
      // Orquesta's outputs see those before them.
      const earlier = dialect === 'orquesta' ? outputMap.slice(0, entry ?? 0) : [];
      return new Set([...vars, ...earlier.map(({ name }) => name)]);
    }
    default:
      return new Set(vars);
  }
}

function namesPublished({ tasks }: Facts['definition']): ReadonlySet<string> {
  const all = tasks.flatMap(({ next }) => next.flatMap(({ publish }) => publish));
  return new Set(all.map(({ name }) => name));
}

/** The result reads a name that a run may end without. */
function inOutput(context: Facts, given: Given, sure: readonly SureNames[]): readonly UnassignedRead[] {
  const seen = new Set<string>();
  return context.reads.flatMap((site) =>
    site.role !== 'output'
      ? []
      : site.reads.flatMap((read): UnassignedRead[] => {
          const { name, source } = read;
          const known =
            given.sure.has(name) ||
            given.optional.has(name) ||
            given.open ||
            source === 'parameters' ||
            namesBefore(context.definition, given, site).has(name);
          if (known || !published.has(name) || seen.has(name) || seen.size >= MOST_PATHS) {
            return [];
          }
          seen.add(name);
          const path = unpublishedRun(context, sure, name);
          return path === null ? [] : [{ site, read, kind: 'sometimes', path }];
        }),
  );
}

function inTasks(context: Facts, given: Given, sure: readonly SureNames[]): readonly UnassignedRead[] {
  const always = new Set([...given.sure, ...given.vars]);
  const sites = context.reads.filter((site) => site.task !== null);
  const wanted = (read: Read) => read.source !== 'parameters' && !always.has(read.name);
  const names = new Set(sites.flatMap(({ reads }) => reads.filter(wanted).map(({ name }) => name)));
  const seen = new Set<string>();
  let paths = 0;
  return nameTables(names).flatMap((table) => {
    const before = assignedBefore(context, table);
    const missing = missingNames(context, sure, table);
    return sites.flatMap((site) =>
      site.reads
        .filter((read) => wanted(read) && table.bitOf.has(read.name))
        .flatMap((read): UnassignedRead[] => {
          const kind = kindOf(context, given, sure, { site, read, table, before, missing: missing.at });
          const once = `${site.task} ${read.name}`;
          if (kind === null || (kind !== 'never' && seen.has(once))) {
            return [];
          }
          seen.add(once);
          const shown = kind === 'sometimes' && paths++ < MOST_PATHS;
          return [{ site, read, kind, path: shown ? missing.path(site.task ?? 0, read.name) : null }];
        }),
    );
  });
}

interface TaskRead {
  readonly site: ReadSite;
  readonly read: Read;
  readonly table: NameTable;
  readonly before: (task: number) => Bits;
  readonly missing: (task: number) => Bits;
}

function kindOf(
  context: Facts,
  given: Given,
  sure: readonly SureNames[],
  { site, read, table, before, missing }: TaskRead,
): UnassignedRead['kind'] | null {
  const { name, source } = read;
  const task = site.task ?? 0;
  const bit = table.bitOf.get(name) ?? 0;
  if (isLocal(context, site, name)) {
    return null;
  }
  const optional = source === 'context' && given.optional.has(name);
  if (!hasBit(before(task), bit)) {
    return optional ? 'optional' : source === 'context' && given.open ? null : 'never';
  }
  const owned = sure[task];
  const inNext = site.transition !== null;
  const assured = inNext && owned?.task.has(name) === true;
  if (!hasBit(missing(task), bit) || assured || (source === 'context' && given.open)) {
    return null;
  }
  return optional ? 'optional' : 'sometimes';
}

/** Names that are there because of the place itself: items, what was asked for, what stands before it in its list. */
function isLocal(
  { definition, behaviours }: Facts,
  { path, role, task, transition, entry }: ReadSite,
  name: string,
): boolean {
  const own = task === null ? undefined : definition.tasks[task];
  if (own === undefined || task === null) {
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
