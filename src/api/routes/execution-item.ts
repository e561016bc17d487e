import * as v from 'valibot';
import { item, list, NOT_MODIFIED } from '../endpoint/answers.ts';
import { endpoint } from '../endpoint/endpoint.ts';
import { findExecution } from '../execution/find-execution.ts';
import { type Answered, passReply, requireOk } from '../execution/reply.ts';
import { answerList } from '../http/answer.ts';
import {
  EventSchema,
  ExecutionMachineSchema,
  ExecutionSchema,
  ExecutionStateSchema,
  TaskInstanceSchema,
} from '../schema/execution.ts';
import { LimitSchema } from '../schema/page.ts';

const PATH = '/api/v1/executions/{id}';
const TAGGED = { ETag: 'Number of the last event.' };
/** Number of an event or of a task instance, after which a list goes on. */
const AfterSchema = v.optional(v.pipe(v.number(), v.integer(), v.minValue(0)));

const get = endpoint({
  method: 'GET',
  path: PATH,
  operation: 'getExecution',
  summary: 'An execution: status, input, output, error, counts',
  scope: 'read',
  answers: { 200: item('The execution.', ExecutionSchema, TAGGED), 304: NOT_MODIFIED },
  async handle({ request, params: { id }, ...reader }) {
    const execution = await findExecution(reader, id);
    return passReply(request, await execution.describe());
  },
});

const state = endpoint({
  method: 'GET',
  path: `${PATH}/state`,
  operation: 'getExecutionState',
  summary: 'Where the tokens stand, what waits for what',
  scope: 'read',
  answers: { 200: item('The state.', ExecutionStateSchema, TAGGED), 304: NOT_MODIFIED },
  async handle({ request, params: { id }, ...reader }) {
    return passReply(request, await (await findExecution(reader, id)).state(null));
  },
});

const machine = endpoint({
  method: 'GET',
  path: `${PATH}/machine`,
  operation: 'getExecutionMachine',
  summary: 'The machine that runs, and the tokens in it',
  scope: 'read',
  answers: { 200: item('The machine.', ExecutionMachineSchema, TAGGED), 304: NOT_MODIFIED },
  async handle({ request, params: { id }, ...reader }) {
    return passReply(request, await (await findExecution(reader, id)).machine());
  },
});

const task = endpoint({
  method: 'GET',
  path: `${PATH}/tasks/{instance}`,
  operation: 'getTaskInstance',
  summary: 'One instance of a task (`poll:3`)',
  scope: 'read',
  answers: { 200: item('The instance.', TaskInstanceSchema, TAGGED), 304: NOT_MODIFIED },
  async handle({ request, params: { id, instance }, ...reader }) {
    return passReply(request, await (await findExecution(reader, id)).task(instance));
  },
});

const tasks = endpoint({
  method: 'GET',
  path: `${PATH}/tasks`,
  operation: 'listTaskInstances',
  summary: 'Task instances in the order in which they started',
  scope: 'read',
  query: { cursor: AfterSchema, limit: LimitSchema },
  answers: { 200: list('Task instances.', TaskInstanceSchema) },
  async handle({ params: { id }, query: { cursor: from = 0, limit }, ...reader }) {
    const execution = await findExecution(reader, id);
    return passPage(requireOk(await execution.tasks(from, limit)), limit);
  },
});

const history = endpoint({
  method: 'GET',
  path: `${PATH}/history`,
  operation: 'getHistory',
  summary: 'The event log after an event',
  scope: 'read',
  query: {
    after: AfterSchema,
    /** The same as `after`, by the name that all lists know. */
    cursor: AfterSchema,
    limit: LimitSchema,
    type: v.optional(v.array(v.pipe(v.string(), v.maxLength(64)))),
  },
  answers: { 200: list('Events.', EventSchema) },
  async handle({ params: { id }, query: { after, cursor, limit, type = [] }, ...reader }) {
    const execution = await findExecution(reader, id);
    return passPage(requireOk(await execution.history(after ?? cursor ?? 0, limit, type)), limit);
  },
});

/** A page as the execution gives it: `{data, next}`. */
function passPage({ body }: Answered, limit: number): Response {
  const { data, next } = JSON.parse(body) as { data: readonly unknown[]; next: number | null };
  return answerList(data, { next: next === null ? null : String(next), limit });
}

/** One execution, as it tells itself. */
export const EXECUTION_ITEM = [get, state, machine, task, tasks, history];
