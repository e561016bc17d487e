import { item, list, NOT_MODIFIED } from '../endpoint/answers.ts';
import { endpoint } from '../endpoint/endpoint.ts';
import { findExecution } from '../execution/find-execution.ts';
import { passPage, passReply, requireOk } from '../execution/reply.ts';
import { TaskInstanceSchema } from '../schema/execution.ts';
import { TaskItemSchema } from '../schema/execution-control.ts';
import { LimitSchema, OffsetSchema } from '../schema/page.ts';

const PATH = '/api/v1/executions/{id}/tasks';
const PAGE = { cursor: OffsetSchema, limit: LimitSchema };

const all = endpoint({
  method: 'GET',
  path: PATH,
  operation: 'listTaskInstances',
  summary: 'Task instances in the order in which they started',
  scope: 'read',
  query: PAGE,
  answers: { 200: list('Task instances.', TaskInstanceSchema) },
  async handle({ params: { id }, query: { cursor: from = 0, limit }, ...reader }) {
    const execution = await findExecution(reader, id);
    return passPage(requireOk(await execution.tasks(from, limit)), limit);
  },
});

const one = endpoint({
  method: 'GET',
  path: `${PATH}/{instance}`,
  operation: 'getTaskInstance',
  summary: 'One instance of a task (`poll:3`)',
  scope: 'read',
  answers: {
    200: item('The instance.', TaskInstanceSchema, { ETag: 'Number of the last event.' }),
    304: NOT_MODIFIED,
  },
  async handle({ request, params: { id, instance }, ...reader }) {
    return passReply(request, await (await findExecution(reader, id)).task(instance));
  },
});

const items = endpoint({
  method: 'GET',
  path: `${PATH}/{instance}/items`,
  operation: 'listTaskItems',
  summary: 'The items of a task instance, in their order',
  scope: 'read',
  query: PAGE,
  answers: { 200: list('Items; none for a task without them.', TaskItemSchema) },
  async handle({ params: { id, instance }, query: { cursor: from = 0, limit }, ...reader }) {
    const execution = await findExecution(reader, id);
    // An instance that is not there has no items either; only the instance itself can tell.
    requireOk(await execution.task(instance));
    return passPage(requireOk(await execution.items(instance, from, limit)), limit);
  },
});

/** What became of the tasks of an execution. */
export const EXECUTION_TASKS = [all, one, items];
