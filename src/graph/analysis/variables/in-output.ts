import type { Facts } from '../context.ts';
import { Effort } from '../runs/effort.ts';
import type { Given } from './given.ts';
import { namesBefore } from './outside-paths.ts';
import type { Read, ReadSite } from './read-sites.ts';
import type { SureNames } from './sure-names.ts';
import type { UnassignedRead } from './unassigned.ts';
import { unpublishedRun } from './unpublished-run.ts';

/** Names that the result reads and that a run may end without having published. */
export function inOutput(facts: Facts, given: Given, sure: readonly SureNames[]): readonly UnassignedRead[] {
  const effort = new Effort();
  const seen = new Set<string>();
  return facts.reads.flatMap((site) =>
    site.reads.flatMap((read): UnassignedRead[] => {
      if (site.role !== 'output' || seen.has(read.name) || !isPublished(facts, given, site, read)) {
        return [];
      }
      seen.add(read.name);
      effort.spend(facts.graph.tasks.length);
      const path = effort.exhausted ? null : unpublishedRun(facts, sure, read.name);
      return path === null ? [] : [{ site, read, kind: 'sometimes', path }];
    }),
  );
}

/** Whether a name comes from transitions only. */
function isPublished({ definition }: Facts, given: Given, site: ReadSite, { name, source }: Read): boolean {
  return (
    source !== 'parameters' &&
    given.published.has(name) &&
    !given.sure.has(name) &&
    !given.optional.has(name) &&
    !given.open &&
    !namesBefore(definition, given, site).has(name)
  );
}
