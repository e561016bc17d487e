import type { Definition } from './definition.ts';
import { expressionSites } from './expression-sites.ts';

/** Names of the tasks whose results the expressions of a definition may ask for; `all` when only running tells. */
export function referencedTasks(definition: Omit<Definition, 'positions'>): ReadonlySet<string> | 'all' {
  const names = new Set<string>();
  for (const { text } of expressionSites(definition)) {
    const rest = text.replaceAll(TASK, (_, dotted, indexed, asked) => {
      names.add(dotted ?? indexed ?? asked);
      return '';
    });
    if (/\btask(?:_status)?\b/.test(rest)) {
      return 'all';
    }
  }
  return names;
}

const TASK =
  /\btask\s*\.\s*(\w+)|\btask\s*\[\s*['"]([^'"]*)['"]\s*\]|\btask_status\(\s*['"]?([\w-]+)['"]?\s*\)/g;
