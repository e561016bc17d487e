import manifest from '../../../package.json' with { type: 'json' };
import { refuse } from '../../problem/problem.ts';
import { countExecutions } from '../../registry/execution-read.ts';
import { endpoint } from '../endpoint/endpoint.ts';
import { exposition } from '../metrics/exposition.ts';
import { requestCounts } from '../metrics/request-counts.ts';
import { EXECUTION_STATUSES } from '../schema/execution.ts';

/** `GET /metrics` */
export const METRICS = endpoint({
  method: 'GET',
  path: '/metrics',
  operation: 'metrics',
  summary: 'Numbers for Prometheus: requests of this instance, executions of all',
  scope: 'read',
  answers: { 200: { description: 'Prometheus text format 0.0.4.', body: 'text/plain' } },
  async handle({ env, db, principal }) {
    if (principal.packs !== null) {
      refuse('not_found', 'these numbers are about all packs');
    }
    const executions = await countExecutions(db);
    const text = [
      exposition('ostinato_info', 'gauge', 'The version that runs.', [
        { labels: { version: manifest.version }, value: 1 },
      ]),
      exposition(
        'ostinato_http_requests_total',
        'counter',
        'Requests answered by this instance.',
        requestCounts(env).map(({ count, ...labels }) => ({ labels, value: count })),
      ),
      exposition(
        'ostinato_executions',
        'gauge',
        'Executions in the registry by status.',
        EXECUTION_STATUSES.map((status) => ({ labels: { status }, value: executions[status] ?? 0 })),
      ),
    ].join('');
    return new Response(text, {
      headers: { 'Content-Type': 'text/plain; version=0.0.4; charset=utf-8', 'Cache-Control': 'no-store' },
    });
  },
});
