import type { Finding } from '../../problem/finding.ts';
import { refuse } from '../../problem/problem.ts';
import { workflowCandidate } from '../../registry/workflow-candidate.ts';
import { type RegisterOptions, registerWorkflow } from '../../registry/workflow-register.ts';
import type { WorkflowRow } from '../../registry/workflow-row.ts';
import { type Actor, audited } from '../audit/audited.ts';
import { maySee } from '../auth/principal.ts';
import { answerData } from '../http/answer.ts';
import { compile, packOf, requireValid } from './compile.ts';
import { refuseStale } from './precondition.ts';
import { type ReplayResult, replayLast } from './replay.ts';
import { registrationView, workflowTag } from './workflow-view.ts';

interface Wanted extends Omit<RegisterOptions, 'now'> {
  /** How a ref in use is refused: as a name that is taken, or as a precondition of the request. */
  readonly taken?: 'ref_exists' | 'precondition_failed';
  /** So many of the last executions must go under the definition as they went. */
  readonly same?: number;
}

/** Compiles a definition and puts it into force: 201 when the ref is new, 200 otherwise. */
export async function register(
  actor: Actor,
  ref: string,
  source: string,
  { taken = 'ref_exists', same = 0, ...options }: Wanted,
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
        return refuse(
          taken,
          `there is a workflow \`${ref}\` already${taken === 'ref_exists' ? '; PUT adds a version to it' : ''}`,
        );
      case 'action':
        return refuse('ref_exists', `there is an action \`${ref}\`; actions and workflows share their refs`);
      case 'stale':
        return refuseStale(ref);
      default:
        return answer(registration.workflow, registration.outcome);
    }
  });
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
