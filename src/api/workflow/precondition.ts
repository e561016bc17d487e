import { refuse } from '../../problem/problem.ts';
import type { Database } from '../../registry/database.ts';
import { getWorkflow } from '../../registry/workflow-read.ts';
import { etag, namesTag } from '../http/etag.ts';
import { workflowTag } from './workflow-view.ts';

/**
 * The hash that must be in force for a change that says `If-Match`; undefined when it says nothing. The registry checks
 * the hash again in the batch that writes, so nothing can come between.
 * @throws ProblemError `precondition_failed`
 */
export async function expectedHash(db: Database, request: Request, ref: string): Promise<string | undefined> {
  const header = request.headers.get('if-match');
  if (header === null) {
    return undefined;
  }
  const row = await getWorkflow(db, ref);
  if (row === undefined || row.hash === null || !namesTag(header, workflowTag(row), etag(row.version))) {
    return refuse('precondition_failed', `\`${ref}\` is not what \`If-Match\` names`);
  }
  return row.hash;
}

/**
 * Whether the request asks for a ref that is new (`If-None-Match: *`).
 * @throws ProblemError `precondition_failed` when it is in use.
 */
export async function requireNew(db: Database, request: Request, ref: string): Promise<boolean> {
  const asked = request.headers.get('if-none-match')?.trim() === '*';
  if (asked && (await getWorkflow(db, ref)) !== undefined) {
    refuse('precondition_failed', `there is a workflow \`${ref}\` already`);
  }
  return asked;
}
