import { sha256 } from '../../registry/content-hash.ts';
import { insertTicket } from '../../registry/tickets.ts';
import { randomText } from '../auth/mint-token.ts';
import { item } from '../endpoint/answers.ts';
import { endpoint } from '../endpoint/endpoint.ts';
import { findExecution } from '../execution/find-execution.ts';
import { requireOk } from '../execution/reply.ts';
import { answerData } from '../http/answer.ts';
import { TicketSchema } from '../schema/session.ts';
import { time } from '../schema/values.ts';

const TICKET_MS = 60_000;

/** `POST /executions/{id}/stream-ticket`: for clients that cannot send a header when they open a stream. */
export const STREAM_TICKET = endpoint({
  method: 'POST',
  path: '/api/v1/executions/{id}/stream-ticket',
  operation: 'createStreamTicket',
  summary: 'A ticket that opens the stream of the execution once, within a minute (`?ticket=`)',
  scope: 'read',
  answers: { 201: item('The ticket.', TicketSchema) },
  async handle({ env, db, principal, params: { id } }) {
    const execution = await findExecution({ env, db, principal }, id);
    // The smallest of what it tells: it is there.
    requireOk(await execution.history(0, 1, []));
    const ticket = randomText(env.random);
    const expires = env.clock.now() + TICKET_MS;
    await insertTicket(db, await sha256(ticket), id, expires);
    return answerData(201, { ticket, expires_at: time(expires) }, { 'Cache-Control': 'no-store' });
  },
});
