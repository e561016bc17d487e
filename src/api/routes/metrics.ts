import manifest from '../../../package.json' with { type: 'json' };
import { refuse } from '../../problem/problem.ts';
import { countExecutions, recentDurations } from '../../registry/execution-read.ts';
import { OUTCOMES } from '../../registry/pack-row.ts';
import type { ApiEnv } from '../api-env.ts';
import { endpoint } from '../endpoint/endpoint.ts';
import { exposition } from '../metrics/exposition.ts';
import { fileCount, LOAD_STEPS, loadCount } from '../metrics/loading.ts';
import { requestCounts } from '../metrics/request-counts.ts';
import { EXECUTION_STATUSES } from '../schema/execution.ts';
import { contentsOf } from '../workflow/contents.ts';

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
      ...durations(await recentDurations(db, NEWEST)),
      ...loading(env),
    ].join('');
    return new Response(text, {
      headers: { 'Content-Type': 'text/plain; version=0.0.4; charset=utf-8', 'Cache-Control': 'no-store' },
    });
  },
});

/** Executions whose durations are looked at: a number that does not grow with their history. */
const NEWEST = 1000;

function durations(seconds: readonly number[]): readonly string[] {
  const sorted = seconds.toSorted((a, b) => a - b);
  const at = (quantile: number) => sorted[Math.ceil(quantile * sorted.length) - 1];
  const name = 'ostinato_recent_execution_seconds';
  const help = `Durations of the ended ones among the newest ${NEWEST} executions.`;
  const samples = [0.5, 0.9, 0.99].flatMap((quantile) => {
    const value = at(quantile);
    return value === undefined ? [] : [{ labels: { quantile }, value }];
  });
  return [exposition(name, 'gauge', help, samples)];
}

/** What this instance has loaded, and how often it had a definition in memory. */
function loading(env: ApiEnv): readonly string[] {
  const steps = LOAD_STEPS.map((step) => loadCount(env, step));
  const { hits, misses } = contentsOf(env).counts;
  return [
    exposition(
      'ostinato_pack_loads_total',
      'counter',
      'Installations of packs by this instance, whole or in steps.',
      steps.flatMap(({ step, done, failed }) => [
        { labels: { step, outcome: 'done' }, value: done },
        { labels: { step, outcome: 'failed' }, value: failed },
      ]),
    ),
    exposition(
      'ostinato_pack_load_seconds_total',
      'counter',
      'Time that they took.',
      steps.map(({ step, milliseconds }) => ({ labels: { step }, value: milliseconds / 1000 })),
    ),
    exposition(
      'ostinato_pack_files_total',
      'counter',
      'Files of packs by what became of them.',
      OUTCOMES.map((outcome) => ({ labels: { outcome }, value: fileCount(env, outcome) })),
    ),
    exposition('ostinato_definition_reads_total', 'counter', 'Compiled definitions taken from memory, or read.', [
      { labels: { from: 'memory' }, value: hits },
      { labels: { from: 'registry' }, value: misses },
    ]),
  ];
}
