import type { Facts } from '../context.ts';
import { givenOf } from './given.ts';
import { inOutput } from './in-output.ts';
import { inTasks } from './in-tasks.ts';
import { outsidePaths } from './outside-paths.ts';
import type { Read, ReadSite } from './read-sites.ts';
import { sureNames } from './sure-names.ts';

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

/** Everything that expressions read and that need not be there, in the order of the file's parts. */
export function unassignedReads(facts: Facts): readonly UnassignedRead[] {
  const given = givenOf(facts.definition);
  if (given.dynamic) {
    return [];
  }
  const sure = sureNames(facts);
  const found = [...outsidePaths(facts, given), ...inOutput(facts, given, sure), ...inTasks(facts, given, sure)];
  const order = new Map(facts.reads.map((site, index) => [site, index]));
  return found.sort((a, b) => (order.get(a.site) ?? 0) - (order.get(b.site) ?? 0));
}
