import type { Facts } from '../context.ts';
import type { Given } from './given.ts';
import type { Read, ReadSite } from './read-sites.ts';
import type { UnassignedRead } from './unassigned.ts';

/** Names of which it shows without looking at paths that they need not be there. */
export function outsidePaths({ definition, reads }: Facts, given: Given): readonly UnassignedRead[] {
  return reads.flatMap((site) =>
    site.reads.flatMap((read): UnassignedRead[] => {
      const kind =
        ofParameter(given, site, read) ?? (site.task === null ? beforeTasks(definition, given, site, read) : null);
      return kind === null ? [] : [{ site, read, kind, path: null }];
    }),
  );
}

function ofParameter(
  { sure, optional, open }: Given,
  { task }: ReadSite,
  { name, source }: Read,
): UnassignedRead['kind'] | null {
  if (source === 'parameters') {
    // In tasks it may have been asked for before.
    return optional.has(name) ? (task === null ? 'optional' : null) : sure.has(name) || open ? null : 'never';
  }
  return source === 'vars' && sure.has(name) ? 'parameter_in_vars' : null;
}

/** Variables, defaults and results are evaluated outside of tasks. */
function beforeTasks(
  definition: Facts['definition'],
  given: Given,
  site: ReadSite,
  { name, source }: Read,
): UnassignedRead['kind'] | null {
  const inContext = source === 'context';
  const itself = site.path === `/parameters/${name}/default`;
  if (source === 'parameters' || (source === 'vars' && given.sure.has(name))) {
    return null;
  }
  if (inContext && !itself && (given.sure.has(name) || given.open)) {
    return null;
  }
  if (namesBefore(definition, given, site).has(name)) {
    return null;
  }
  if (inContext && given.optional.has(name)) {
    return 'optional';
  }
  return site.role === 'output' && given.published.has(name) ? null : 'never';
}

/** Variables, beside parameters, that stand in the file before a place outside of tasks. */
export function namesBefore(
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
