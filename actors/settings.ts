import type { CallbackKey } from '../src/host/callback-token.ts';
import { type Bound, DEFAULT_LIMITS, type DeploymentLimits } from '../src/value/limits.ts';
import type { Env } from './env.ts';

/** Keys from `OSTINATO_KEY`: `<id>:<secret>` separated by commas; a bare secret has the id `k1`. */
export function callbackKeys(env: Env): readonly CallbackKey[] {
  const texts = (env.OSTINATO_KEY ?? '').split(',').map((text) => text.trim());
  return texts
    .filter((text) => text !== '')
    .map((text) => {
      const colon = text.indexOf(':');
      return colon === -1 ? { id: 'k1', secret: text } : { id: text.slice(0, colon), secret: text.slice(colon + 1) };
    });
}

export function publicUrl(env: Env): string {
  return (env.OSTINATO_PUBLIC_URL ?? 'http://localhost:8787').replace(/\/+$/, '');
}

/** Milliseconds that ended executions are kept where their workflow says nothing; null: for ever. */
export function standardRetention(env: Env): number | null {
  const seconds = positive(env.OSTINATO_RETENTION_SECONDS);
  return seconds === undefined ? null : seconds * 1000;
}

export function egressAllowed(env: Env): readonly string[] {
  return list(env.OSTINATO_EGRESS_ALLOW);
}

function list(text: string | undefined): readonly string[] {
  return (text ?? '')
    .split(',')
    .map((entry) => entry.trim())
    .filter((entry) => entry !== '');
}

/** Limits of the deployment: each with its default and its ceiling. */
export function deploymentLimits(env: Env): DeploymentLimits {
  return {
    maxWorkflowDurationSeconds: bound(
      DEFAULT_LIMITS.maxWorkflowDurationSeconds,
      env.OSTINATO_MAX_WORKFLOW_DURATION_SECONDS,
      env.OSTINATO_MAX_WORKFLOW_DURATION_SECONDS_CEILING,
    ),
    maxTaskIterations: bound(
      DEFAULT_LIMITS.maxTaskIterations,
      env.OSTINATO_MAX_TASK_ITERATIONS_PER_WORKFLOW,
      env.OSTINATO_MAX_TASK_ITERATIONS_PER_WORKFLOW_CEILING,
    ),
  };
}

function bound(given: Bound, fallback: string | undefined, ceiling: string | undefined): Bound {
  const most = positive(ceiling) ?? given.ceiling;
  return { default: Math.min(positive(fallback) ?? given.default, most), ceiling: most };
}

function positive(text: string | undefined): number | undefined {
  const value = Number(text);
  return text !== undefined && text !== '' && Number.isFinite(value) && value > 0 ? value : undefined;
}
