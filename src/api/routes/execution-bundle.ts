import { brokenLog } from '../../inspection/bundle.ts';
import { programOf } from '../../inspection/program-cache.ts';
import { refuse } from '../../problem/problem.ts';
import { getExecution } from '../../registry/execution-read.ts';
import type { IndexedStatus } from '../../registry/execution-row.ts';
import { insertExecution } from '../../registry/execution-write.ts';
import { LIMITS } from '../../value/limits.ts';
import { audited } from '../audit/audited.ts';
import { maySee } from '../auth/principal.ts';
import { item } from '../endpoint/answers.ts';
import { jsonBody } from '../endpoint/body.ts';
import { endpoint } from '../endpoint/endpoint.ts';
import { bundleOf } from '../execution/bundle-stream.ts';
import { findExecution } from '../execution/find-execution.ts';
import { executionPath } from '../execution/links.ts';
import { requireOk } from '../execution/reply.ts';
import { answerDataText } from '../http/answer.ts';
import { BundleSchema } from '../schema/bundle.ts';
import { ExecutionSchema } from '../schema/execution.ts';
import { packOf } from '../workflow/compile.ts';

const exportOne = endpoint({
  method: 'GET',
  path: '/api/v1/executions/{id}/export',
  operation: 'exportExecution',
  summary: 'One document with what the execution ran and all it was told and wrote, secrets left out',
  scope: 'read',
  answers: { 200: { description: 'The bundle.', body: BundleSchema } },
  async handle({ env, db, principal, params: { id } }) {
    const execution = await findExecution({ env, db, principal }, id);
    const bundle = await bundleOf(execution, env.clock.now());
    const name = `attachment; filename="${id}.json"`;
    return new Response(bundle, { headers: { 'Content-Type': 'application/json', 'Content-Disposition': name } });
  },
});

const importOne = endpoint({
  method: 'POST',
  path: '/api/v1/executions/import',
  operation: 'importExecution',
  summary: 'Take in a bundle as an execution that can be looked at and does nothing',
  scope: 'write',
  body: jsonBody(BundleSchema, { limit: LIMITS.bundleBytes }),
  answers: { 201: item('The execution.', ExecutionSchema, { Location: 'Where it can be looked at.' }) },
  async handle(call) {
    const { env, db, principal, body } = call;
    const { id, workflow, version, definition: hash } = body.execution;
    const pack = packOf(workflow);
    if (!maySee(principal, pack)) {
      refuse('not_found', `there is no pack \`${pack}\``);
    }
    requireFollowable(body);
    return audited(call, { action: 'execution.import', target: `executions/${id}` }, async () => {
      if ((await getExecution(db, id)) !== undefined) {
        refuse('conflict', `the execution \`${id}\` is here already`);
      }
      const { body: shown } = requireOk(await env.directory.execution(id).importBundle(JSON.stringify(body)));
      const { status, started_at, ended_at } = JSON.parse(shown) as Shown;
      const times = { started_at: Date.parse(started_at), ended_at: ended_at === null ? null : Date.parse(ended_at) };
      await insertExecution(db, {
        ...{ id, workflow, pack, version, hash, status, parent: null, tags: ['imported'] },
        ...{ ...times, wake_at: null, seq: body.events.length, input_preview: null },
      });
      return answerDataText(201, shown, { Location: executionPath(id) });
    });
  },
});

interface Shown {
  readonly status: IndexedStatus;
  readonly started_at: string;
  readonly ended_at: string | null;
}

/** @throws ProblemError `invalid_input` for a log that is none, or a definition this version cannot read */
function requireFollowable(bundle: Parameters<typeof brokenLog>[0]): void {
  const broken = brokenLog(bundle);
  if (broken !== undefined) {
    refuse('invalid_input', `the bundle does not hold together: ${broken}`);
  }
  try {
    programOf(null, JSON.stringify(bundle.closure), () => JSON.stringify(bundle.definition));
  } catch {
    refuse('invalid_input', 'the definition in the bundle cannot be read by this version');
  }
}

/** Executions as documents. */
export const EXECUTION_BUNDLE = [exportOne, importOne];
