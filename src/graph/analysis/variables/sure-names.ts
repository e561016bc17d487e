import { definedBy } from '../conditions/formula.ts';
import type { Facts } from '../context.ts';
import type { ReadSite } from './read-sites.ts';

/** Names that a token has for sure after a task let it go, beyond those it came with. */
export interface SureNames {
  /** Names the task reads before its transitions: without them it fails, and no transition is taken. */
  readonly task: ReadonlySet<string>;
  /** By position in `next`: names that are published, read or asked for there. */
  readonly transitions: readonly ReadonlySet<string>[];
}

const BODY: ReadonlySet<string> = new Set(['action', 'input', 'items', 'task']);

/** What each task makes sure of. */
export function sureNames({ graph, behaviours, reads }: Facts): readonly SureNames[] {
  const names = graph.tasks.map(({ next }, index) => ({
    task: new Set<string>(),
    transitions: next.map(({ publish }, transition) => {
      const condition = behaviours[index]?.conditions[transition];
      const defined = condition === undefined ? [] : definedBy(condition);
      return new Set([...publish.map(({ name }) => name), ...defined]);
    }),
  }));
  for (const site of reads) {
    const task = site.task === null ? undefined : graph.tasks[site.task];
    const own = site.task === null ? undefined : names[site.task];
    if (task === undefined || own === undefined) {
      continue;
    }
    const read = site.reads.map(({ name }) => name);
    if (alwaysEvaluated(site, task)) {
      addAll(own.task, read);
    } else if (site.transition !== null) {
      // In a list of which the first match counts, a condition is evaluated before all transitions behind it.
      const last = site.role === 'when' && task.match === 'first' ? own.transitions.length : site.transition + 1;
      for (const transition of own.transitions.slice(site.transition, last)) {
        addAll(transition, read);
      }
    }
  }
  return names;
}

/** A task that may be skipped evaluates its condition only; one with items may have none. */
function alwaysEvaluated({ role, path }: ReadSite, task: Facts['graph']['tasks'][number]): boolean {
  if (path === `${task.path}/when`) {
    return true;
  }
  return (
    BODY.has(role) &&
    task.when === null &&
    !(role === 'input' && task.with !== null) &&
    !path.startsWith(`${task.path}/retry/`)
  );
}

function addAll(into: Set<string>, names: readonly string[]): void {
  for (const name of names) {
    into.add(name);
  }
}
