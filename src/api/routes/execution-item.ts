import * as v from 'valibot';
import { item, list, NOT_MODIFIED } from '../endpoint/answers.ts';
import { endpoint } from '../endpoint/endpoint.ts';
import { findExecution } from '../execution/find-execution.ts';
import { pastState } from '../execution/past-state.ts';
import { passPage, passReply, requireOk } from '../execution/reply.ts';
import { answerData, unlessKnown } from '../http/answer.ts';
import { etag } from '../http/etag.ts';
import { EventSchema, ExecutionMachineSchema, ExecutionSchema, ExecutionStateSchema } from '../schema/execution.ts';
import { LimitSchema, OffsetSchema } from '../schema/page.ts';

const PATH = '/api/v1/executions/{id}';
const TAGGED = { ETag: 'Number of the last event.' };

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
  query: { at: v.optional(v.pipe(v.number(), v.integer(), v.minValue(1))) },
  answers: {
    200: item('The state, now or after an event.', ExecutionStateSchema, TAGGED),
    304: NOT_MODIFIED,
  },
  async handle({ request, params: { id }, query: { at = null }, ...reader }) {
    const execution = await findExecution(reader, id);
    if (at === null) {
      return passReply(request, await execution.state());
    }
    // The past does not change with what happens next.
    const past = await pastState(execution, at);
    return unlessKnown(request, etag(at), () => answerData(200, past, { ETag: etag(at) }));
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

const history = endpoint({
  method: 'GET',
  path: `${PATH}/history`,
  operation: 'getHistory',
  summary: 'The event log after an event',
  scope: 'read',
  query: {
    after: OffsetSchema,
    /** The same as `after`, by the name that all lists know. */
    cursor: OffsetSchema,
    limit: LimitSchema,
    type: v.optional(v.array(v.pipe(v.string(), v.maxLength(64)))),
  },
  answers: { 200: list('Events.', EventSchema) },
  async handle({ params: { id }, query: { after, cursor, limit, type = [] }, ...reader }) {
    const execution = await findExecution(reader, id);
    return passPage(requireOk(await execution.history(after ?? cursor ?? 0, limit, type)), limit);
  },
});

/** One execution, as it tells itself. */
export const EXECUTION_ITEM = [get, state, machine, history];
