import * as v from 'valibot';
import { refuse } from '../../problem/problem.ts';
import { requireOwnOrigin } from '../auth/own-origin.ts';
import type { Answer } from '../endpoint/answers.ts';
import { endpoint } from '../endpoint/endpoint.ts';
import { findExecution } from '../execution/find-execution.ts';
import { OffsetSchema } from '../schema/page.ts';

const EVENTS: Answer = {
  description:
    'Server-sent events: each an event as in the history, its `id` the number to go on from; `end` follows the last.',
  body: 'text/event-stream',
};

/** `GET /executions/{id}/stream`: replays the log after an event, then follows it, over SSE or a WebSocket. */
export const EXECUTION_STREAM = endpoint({
  method: 'GET',
  path: '/api/v1/executions/{id}/stream',
  operation: 'streamExecution',
  summary: 'Replay the event log after an event, then follow it: no gap, no repeat',
  scope: 'read',
  query: {
    after: OffsetSchema,
    /** Read before the endpoint is asked: it stands for a token. */
    ticket: v.optional(v.string()),
  },
  headers: {
    'Last-Event-ID': 'The event to go on after; browsers send it when they connect again. Wins over `after`.',
    Upgrade: '`websocket`: 101, a message is one event, and the server closes with the status after the last one.',
  },
  answers: {
    200: EVENTS,
    204: { description: 'The execution has ended, and nothing came after that event.', body: null },
  },
  async handle({ request, env, db, principal, params: { id }, query: { after } }) {
    const upgrades = request.headers.get('upgrade')?.toLowerCase() === 'websocket';
    if (upgrades && request.headers.has('origin')) {
      requireOwnOrigin(request, env.settings);
    }
    const execution = await findExecution({ env, db, principal }, id);
    const cursor = cursorOf(request.headers.get('last-event-id')) ?? after ?? 0;
    const headers = upgrades ? { Upgrade: 'websocket' } : {};
    const answer = await execution.fetch(new Request(`https://execution/stream?after=${cursor}`, { headers }));
    return answer.status === 404 ? refuse('not_found', `there is no execution \`${id}\``) : answer;
  },
});

/** @throws ProblemError `bad_request` for what is no number of an event */
function cursorOf(header: string | null): number | undefined {
  if (header === null || header === '') {
    return undefined;
  }
  const seq = Number(header);
  return Number.isSafeInteger(seq) && seq >= 0
    ? seq
    : refuse('bad_request', '`Last-Event-ID` is the number of an event');
}
