import type { Finding } from '../../problem/finding.ts';
import { refuse } from '../../problem/problem.ts';
import type { Database } from '../../registry/database.ts';
import { workflowCandidate } from '../../registry/workflow-candidate.ts';
import { getWorkflow } from '../../registry/workflow-read.ts';
import { type RegisterOptions, registerWorkflow } from '../../registry/workflow-register.ts';
import type { WorkflowRow } from '../../registry/workflow-row.ts';
import { type Actor, audited } from '../audit/audited.ts';
import { maySee } from '../auth/principal.ts';
import { answerData } from '../http/answer.ts';
import { compile, packOf, requireValid } from './compile.ts';
import { type ReplayResult, replayLast } from './replay.ts';
import { registrationView, workflowTag } from './workflow-view.ts';

/**
 * Compiles a definition and puts it into force: 201 when the ref is new, 200 otherwise.
 * @param same so many of the last executions must go under it as they went; 0: none
 */
export async function register(
  actor: Actor,
  ref: string,
  source: string,
  options: Omit<RegisterOptions, 'now'>,
  same = 0,
): Promise<Response> {
  const { env, db, principal } = actor;
  if (!maySee(principal, packOf(ref))) {
    refuse('not_found', `there is no pack \`${packOf(ref)}\``);
  }
  const compiled = await compile({ env, db }, ref, source);
  const definition = requireValid(compiled);
  if (same > 0) {
    requireSame(await replayLast(actor, definition, same));
  }
  const candidate = await workflowCandidate(definition, source, compiled.findings);
  return audited(actor, { action: 'workflow.put', target: `workflows/${ref}` }, async () => {
    const registration = await registerWorkflow(db, candidate, { ...options, now: env.clock.now() });
    switch (registration.outcome) {
      case 'exists':
        return refuse('ref_exists', `there is a workflow \`${ref}\`; PUT adds a version to it`);
      case 'stale':
        return refuse('precondition_failed', `\`${ref}\` has changed since it was read`);
      default:
        return answer(await present(db, ref), registration.outcome);
    }
  });
}

async function present(db: Database, ref: string): Promise<WorkflowRow> {
  const row = await getWorkflow(db, ref);
  return row ?? refuse('conflict', `\`${ref}\` was removed at the same time`);
}

function answer(row: WorkflowRow, outcome: 'created' | 'updated' | 'unchanged'): Response {
  const created = outcome === 'created';
  return answerData(created ? 201 : 200, registrationView(row, outcome), {
    ETag: workflowTag(row),
    ...(created ? { Location: `/api/v1/workflows/${row.ref}` } : {}),
  });
}

/** @throws ProblemError `replay_diverged` that names the first divergence of each execution */
function requireSame(results: readonly ReplayResult[]): void {
  const findings = results.flatMap(({ execution, divergence }): Finding[] => {
    if (divergence === null) {
      return [];
    }
    const { seq, type, instance, message } = divergence;
    const about = instance === null ? '' : ` of ${instance}`;
    const text = `Execution ${execution}, event ${seq} (${type}${about}): ${message}.`;
    return [{ code: 'replay_diverged', severity: 'error', message: text, path: '', witness: { execution, seq } }];
  });
  if (findings.length > 0) {
    refuse('replay_diverged', `${findings.length} of the last ${results.length} executions would go otherwise`, {
      findings,
    });
  }
}
