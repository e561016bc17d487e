import * as v from 'valibot';
import { refuse } from '../../problem/problem.ts';
import { item } from '../endpoint/answers.ts';
import { endpoint } from '../endpoint/endpoint.ts';
import { answerData } from '../http/answer.ts';
import { ConcurrencySchema } from '../schema/workflow.ts';
import { definitionOf, findContent } from '../workflow/find-workflow.ts';

/** `GET /workflows/{ref}/concurrency`: who runs with a key, and who waits for a place. */
export const WORKFLOW_CONCURRENCY = endpoint({
  method: 'GET',
  path: '/api/v1/workflows/{ref}/concurrency',
  operation: 'getWorkflowConcurrency',
  summary: 'The executions of a workflow with one key of its `concurrency`: those that run and those that wait',
  scope: 'read',
  query: { key: v.optional(v.string(), '') },
  answers: { 200: item('How it stands with the key.', ConcurrencySchema) },
  async handle({ params: { ref }, query: { key }, ...reader }) {
    const { concurrency } = definitionOf(await findContent(reader, ref, undefined));
    if (concurrency == null) {
      refuse('not_found', `\`${ref}\` has no \`concurrency\``);
    }
    const { running, queued, queue } = await reader.env.directory.limit(ref, key).describe();
    const { limit, onLimit } = concurrency;
    return answerData(200, { key, limit, on_limit: onLimit, running, queued, queue });
  },
});
