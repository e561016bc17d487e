import { refuse } from '../../problem/problem.ts';
import type { Database } from '../../registry/database.ts';
import { getWorkflow } from '../../registry/workflow-read.ts';
import type { Expected } from '../../registry/workflow-register.ts';
import { etag, namesAnything, namesTag } from '../http/etag.ts';
import { workflowTag } from './workflow-view.ts';

/**
 * What must hold for a change that says `If-Match`; undefined when it says nothing. The registry looks again in the
 * batch that writes, so nothing can come between.
 * @throws ProblemError `precondition_failed`
 */
export async function expectedRevision(db: Database, request: Request, ref: string): Promise<Expected | undefined> {
  const header = request.headers.get('if-match');
  if (header === null) {
    return undefined;
  }
  const row = await getWorkflow(db, ref);
  if (row === undefined || !namesTag(header, workflowTag(row), etag(row.version))) {
    return refuse('precondition_failed', `\`${ref}\` is not what \`If-Match\` names`);
  }
  return namesAnything(header) ? 'any' : row.revision;
}

/** Whether the request asks for a ref that is new. */
export function asksForNew(request: Request): boolean {
  const header = request.headers.get('if-none-match');
  return header !== null && namesAnything(header);
}

/** @throws ProblemError `precondition_failed` */
export function refuseStale(ref: string): never {
  return refuse('precondition_failed', `\`${ref}\` has changed since it was read`);
}
