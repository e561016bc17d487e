import * as v from 'valibot';
import { item } from '../endpoint/answers.ts';
import { endpoint } from '../endpoint/endpoint.ts';
import { answerData } from '../http/answer.ts';
import { ReplaySchema } from '../schema/replay.ts';
import { compile, requireRef, requireValid } from '../workflow/compile.ts';
import { definitionBody } from '../workflow/definition-body.ts';
import { findWorkflow } from '../workflow/find-workflow.ts';
import { replayLast } from '../workflow/replay.ts';

/** How many executions a replay goes through; the newest first. */
export const LastSchema = v.optional(v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(100)), 20);

/** `POST /workflows/{ref}/replay` */
export const WORKFLOW_REPLAY = endpoint({
  method: 'POST',
  path: '/api/v1/workflows/{ref}/replay',
  operation: 'replayWorkflow',
  summary: 'Run the logs of the last executions against another definition: the first divergence of each',
  scope: 'read',
  query: { last: LastSchema },
  body: definitionBody,
  answers: { 200: item('What would have gone otherwise.', ReplaySchema) },
  async handle(call) {
    const { env, db, params, query, body } = call;
    const ref = requireRef(params.ref);
    await findWorkflow(call, ref);
    const definition = requireValid(await compile({ env, db }, ref, body.source));
    const results = await replayLast({ env, db }, definition, query.last);
    const diverged = results.filter(({ divergence }) => divergence !== null).length;
    return answerData(200, { replayed: results.length, same: results.length - diverged, diverged, results });
  },
});
