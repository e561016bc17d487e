import { refuse } from '../../problem/problem.ts';
import { getAction, listActions } from '../../registry/actions.ts';
import type { Database } from '../../registry/database.ts';
import { encodeCursor, type Page, type PageRequest } from '../../registry/page.ts';
import { getWorkflow, listWorkflows } from '../../registry/workflow-read.ts';
import { maySee, type Principal, visiblePacks } from '../auth/principal.ts';
import { type ActionSummary, actionEntry, type CatalogueEntry, workflowEntry } from './entry.ts';

/** Everybody's pack: its actions belong to the engine. */
export const CORE = 'core';

interface Reader {
  readonly db: Database;
  readonly principal: Principal;
}

export interface CatalogueFilter {
  readonly pack?: string | undefined;
  readonly q?: string | undefined;
}

/** Whatever a task can name in `action`, by ref: a page out of two tables. */
export async function listCatalogue(
  { db, principal }: Reader,
  filter: CatalogueFilter,
  page: PageRequest,
): Promise<Page<ActionSummary>> {
  const packs = visiblePacks(principal);
  const [actions, workflows] = await Promise.all([
    listActions(db, { ...filter, packs: packs && [...packs, CORE] }, page),
    listWorkflows(db, { ...filter, packs, status: 'active' }, page),
  ]);
  const taken = new Set(actions.items.map(({ ref }) => ref));
  const merged = [
    ...actions.items.map((row) => actionEntry(row).summary),
    // Of two with one name, tasks get the action.
    ...workflows.items.filter(({ ref }) => !taken.has(ref)).map((row) => workflowEntry(row).summary),
  ].sort((a, b) => (a.ref < b.ref ? -1 : 1));
  const items = merged.slice(0, page.limit);
  const last = items.at(-1);
  const more = merged.length > items.length || actions.next !== null || workflows.next !== null;
  return {
    items,
    next: more && last !== undefined ? encodeCursor(last.ref) : null,
    ...(page.includeTotal ? { total: (actions.total ?? 0) + (workflows.total ?? 0) } : {}),
  };
}

/** One of them. @throws ProblemError `not_found`, also when the caller may not see it */
export async function findEntry({ db, principal }: Reader, ref: string): Promise<CatalogueEntry> {
  const action = await getAction(db, ref);
  if (action !== undefined && (action.pack === CORE || maySee(principal, action.pack))) {
    return actionEntry(action);
  }
  const workflow = await getWorkflow(db, ref);
  return workflow?.status === 'active' && maySee(principal, workflow.pack)
    ? workflowEntry(workflow)
    : refuse('not_found', `there is no action \`${ref}\``);
}
