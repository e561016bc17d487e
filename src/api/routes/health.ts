import * as v from 'valibot';
import { ProblemError } from '../../problem/problem.ts';
import { endpoint } from '../endpoint/endpoint.ts';
import { answerText } from '../http/answer.ts';

const healthz = endpoint({
  method: 'GET',
  path: '/healthz',
  operation: 'healthz',
  summary: 'The server runs',
  scope: 'open',
  answers: { 200: { description: 'It does.', body: v.strictObject({ status: v.literal('ok') }) } },
  handle: () => answerText(200, '{"status":"ok"}', { 'Cache-Control': 'no-store' }),
});

const readyz = endpoint({
  method: 'GET',
  path: '/readyz',
  operation: 'readyz',
  summary: 'The server can do its work: the registry answers and has its tables',
  scope: 'open',
  answers: { 200: { description: 'It can.', body: v.strictObject({ status: v.literal('ready') }) } },
  async handle({ db }) {
    try {
      await db.execute('SELECT 1 FROM workflow_definition LIMIT 1');
    } catch (error) {
      const problem = {
        code: 'unavailable',
        detail: 'the registry is away or has no tables',
        retryAfter: 1,
      } as const;
      throw new ProblemError(problem, { cause: error });
    }
    return answerText(200, '{"status":"ready"}', { 'Cache-Control': 'no-store' });
  },
});

export const HEALTH = [healthz, readyz];
