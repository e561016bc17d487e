import type { Definition } from '../../definition/definition.ts';
import { upcast } from '../../definition/upcast/upcast.ts';
import { refuse } from '../../problem/problem.ts';
import type { Database } from '../../registry/database.ts';
import {
  getWorkflow,
  getWorkflowAndPack,
  getWorkflowOrRemoved,
  getWorkflowVersion,
  type ReadPack,
  type WorkflowAndPack,
} from '../../registry/workflow-read.ts';
import type { WorkflowContent, WorkflowRow } from '../../registry/workflow-row.ts';
import type { ApiEnv } from '../api-env.ts';
import { maySee, type Principal } from '../auth/principal.ts';
import { contentsOf } from './contents.ts';

interface Reader {
  readonly db: Database;
  readonly principal: Principal;
}

interface ContentReader extends Reader {
  readonly env: ApiEnv;
}

export interface FoundWorkflow {
  readonly workflow: WorkflowRow;
  /** Undefined while no valid version was seen. */
  readonly content: WorkflowContent | undefined;
  /** Absent when it was not read along. */
  readonly pack?: ReadPack;
}

/** The workflow of a ref. @throws ProblemError `not_found`, also when the caller may not see it. */
export async function findWorkflow({ db, principal }: Reader, ref: string): Promise<WorkflowRow> {
  const workflow = await getWorkflow(db, ref);
  return workflow !== undefined && maySee(principal, workflow.pack) ? workflow : unknownWorkflow(ref);
}

/**
 * The workflow of a ref with the content of the version asked for, or of the one in force. What a ref means is read
 * each time.
 */
export async function findContent(
  reader: ContentReader,
  ref: string,
  version: number | undefined,
): Promise<FoundWorkflow> {
  if (version !== undefined) {
    return findVersion(reader, ref, version);
  }
  const found = await getWorkflowAndPack(reader.db, ref);
  return found !== undefined && maySee(reader.principal, found.workflow.pack)
    ? withContent(reader, found)
    : unknownWorkflow(ref);
}

/** With the content of what is in force, from memory when it was asked for before. */
export async function withContent(
  { env, db }: Pick<ContentReader, 'env' | 'db'>,
  { workflow, pack }: WorkflowAndPack,
): Promise<FoundWorkflow> {
  const { hash, version: number } = workflow;
  const kept = hash === null ? undefined : await contentsOf(env).get(db, hash);
  // An earlier version may have had the same content.
  return { workflow, pack, content: kept && { ...kept, number } };
}

/** One version with its content; what was removed keeps its versions. */
async function findVersion(reader: Reader, ref: string, version: number): Promise<FoundWorkflow> {
  const workflow = await findHistory(reader, ref);
  const content = await getWorkflowVersion(reader.db, ref, version);
  return content === undefined ? refuse('not_found', `\`${ref}\` has no version ${version}`) : { workflow, content };
}

/** The workflow of a ref, also when it was removed. @throws ProblemError `not_found` when there never was a version. */
export async function findHistory({ db, principal }: Reader, ref: string): Promise<WorkflowRow> {
  const workflow = await getWorkflowOrRemoved(db, ref);
  const known = workflow !== undefined && (workflow.status !== 'removed' || workflow.version > 0);
  return known && maySee(principal, workflow.pack) ? workflow : unknownWorkflow(ref);
}

/** The definition of what was found. @throws ProblemError `invalid_definition` when there was never a valid one. */
export function definitionOf({ workflow, content }: FoundWorkflow): Definition {
  return content === undefined
    ? refuse('invalid_definition', `\`${workflow.ref}\` has no valid version`, {
        findings: workflow.findings,
      })
    : upcast(content.definition);
}

/** @throws ProblemError `not_found` */
export function unknownWorkflow(ref: string): never {
  return refuse('not_found', `there is no workflow \`${ref}\``);
}
