import { refuse } from '../../problem/problem.ts';
import { definitionOf, type FoundWorkflow, unknownWorkflow } from '../workflow/find-workflow.ts';
import type { Pinned } from './prepare-start.ts';

/**
 * What an execution of a workflow is pinned to.
 * @throws ProblemError when it may not be started: it was removed, is disabled or has errors
 */
export function startable(found: FoundWorkflow): Pinned {
  const { workflow, content, pack } = found;
  if (workflow.status === 'removed') {
    unknownWorkflow(workflow.ref);
  }
  if (workflow.status === 'disabled') {
    refuse('conflict', `\`${workflow.ref}\` is disabled`);
  }
  const definition = definitionOf(found);
  if (content === undefined || workflow.status === 'invalid') {
    const why = workflow.suspended ? 'names what is not there' : 'has a file with errors';
    return refuse('invalid_definition', `\`${workflow.ref}\` ${why}`, {
      findings: workflow.findings,
    });
  }
  const pinned = { workflow: workflow.ref, version: content.number, hash: content.hash, definition };
  return pack === undefined ? pinned : { ...pinned, config: pack.config };
}
