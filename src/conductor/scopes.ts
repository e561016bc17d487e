import type { ScopeRow, ValueRef } from '../projection/rows.ts';
import type { StateReader } from '../projection/state.ts';
import { setOwn } from '../value/json.ts';
import { LIMITS } from '../value/limits.ts';

/** Names set on a path: values of variables, latest instances of tasks. */
export interface Names {
  readonly vars: Record<string, ValueRef>;
  readonly tasks: Record<string, string>;
}

export const noNames = (): Names => ({ vars: {}, tasks: {} });
export const isEmpty = ({ vars, tasks }: Names) => Object.keys(vars).length + Object.keys(tasks).length === 0;

export function scopeRow(state: StateReader, scope: string): ScopeRow {
  const row = state.get('scope', scope);
  if (row === undefined) {
    throw new Error(`scope ${scope} does not exist`);
  }
  return row;
}

interface Tracked {
  readonly vars: ValueRef;
  readonly tasks: string;
}

/** One name, looked up link by link; a flattened link answers for all above it. */
export function lookup<K extends 'vars' | 'tasks'>(
  state: StateReader,
  scope: string | null,
  kind: K,
  name: string,
): Tracked[K] | undefined {
  for (let at: string | null = scope; at !== null; ) {
    const row = scopeRow(state, at);
    if (Object.hasOwn(row[kind], name)) {
      return row[kind][name] as Tracked[K];
    }
    at = row.flat === null ? row.parent : null;
  }
  return undefined;
}

/**
 * The names set on the path to `scope` after it was `depth` links long, nearest first. At most 32 links are read.
 */
export function namesSince(state: StateReader, scope: string | null, depth: number): Names {
  const found = noNames();
  for (let at: string | null = scope; at !== null; ) {
    const row = scopeRow(state, at);
    if (row.depth <= depth) {
      break;
    }
    collect(found.vars, row.vars, row.flat?.vars, depth);
    collect(found.tasks, row.tasks, row.flat?.tasks, depth);
    at = row.flat === null ? row.parent : null;
  }
  return found;
}

function collect<T>(
  into: Record<string, T>,
  from: Readonly<Record<string, T>>,
  depths: Readonly<Record<string, number>> | undefined,
  since: number,
): void {
  for (const [name, value] of Object.entries(from)) {
    if (!Object.hasOwn(into, name) && (depths === undefined || (depths[name] ?? 0) > since)) {
      setOwn(into, name, value);
    }
  }
}

/** The row of a link that sets `names` below `parent`; every 32nd holds all names with the depth they were set at. */
export function link(state: StateReader, parent: string | null, names: Names): ScopeRow {
  if (parent === null) {
    return { parent, depth: 0, ...names, flat: null };
  }
  const depth = scopeRow(state, parent).depth + 1;
  if (depth % LIMITS.scopeLinks !== 0) {
    return { parent, depth, ...names, flat: null };
  }
  const all = { vars: { ...names.vars }, tasks: { ...names.tasks } };
  const flat = { vars: mapTo(names.vars, depth), tasks: mapTo(names.tasks, depth) };
  for (let at: string | null = parent; at !== null; ) {
    const row = scopeRow(state, at);
    for (const kind of ['vars', 'tasks'] as const) {
      for (const [name, value] of Object.entries(row[kind])) {
        if (!Object.hasOwn(all[kind], name)) {
          setOwn<ValueRef | string>(all[kind], name, value);
          setOwn(flat[kind], name, row.flat?.[kind][name] ?? row.depth);
        }
      }
    }
    at = row.flat === null ? row.parent : null;
  }
  return { parent, depth, ...all, flat };
}

function mapTo(names: Readonly<Record<string, unknown>>, depth: number): Record<string, number> {
  return Object.fromEntries(Object.keys(names).map((name) => [name, depth]));
}

/** Merges what several paths set since `depth`, in order: the later wins. Tells the names set by more than one. */
export function merge(
  state: StateReader,
  paths: readonly (readonly string[])[],
  depth: number,
): { readonly names: Names; readonly conflicts: readonly string[] } {
  const merged = noNames();
  const setters = new Map<string, number>();
  for (const scopes of paths) {
    const own = new Set<string>();
    for (const scope of scopes) {
      const { vars, tasks } = namesSince(state, scope, depth);
      for (const [name, value] of Object.entries(vars)) {
        setOwn(merged.vars, name, value);
        own.add(name);
      }
      for (const [name, instance] of Object.entries(tasks)) {
        setOwn(merged.tasks, name, instance);
      }
    }
    for (const name of own) {
      setters.set(name, (setters.get(name) ?? 0) + 1);
    }
  }
  return { names: merged, conflicts: [...setters].flatMap(([name, n]) => (n > 1 ? [name] : [])) };
}

/**
 * The final scope: what all tokens published since the start, merged in the order in which their last tasks
 * started. Links shared by several paths are read once.
 */
export function finalNames(state: StateReader): Names {
  const paths: { readonly scope: string; readonly order: number }[] = [];
  for (const [, { scope, order }] of state.scan('token', '')) {
    paths.push({ scope, order });
  }
  for (const [scope, { order }] of state.scan('ended', '')) {
    paths.push({ scope, order });
  }
  paths.sort((a, b) => b.order - a.order);
  const found = noNames();
  const seen = new Set<string>();
  for (const path of paths) {
    for (let at: string | null = path.scope; at !== null && !seen.has(at); ) {
      seen.add(at);
      const row = scopeRow(state, at);
      if (row.depth === 0) {
        break;
      }
      collect(found.vars, row.vars, row.flat?.vars, 0);
      collect(found.tasks, row.tasks, row.flat?.tasks, 0);
      at = row.flat === null ? row.parent : null;
    }
  }
  return found;
}
