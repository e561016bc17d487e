import { waitUntil } from 'cloudflare:workers';
import type { ApiEnv } from '../../src/api/api-env.ts';
import { inspectDefinition } from '../../src/pack/inspect-definition.ts';
import { logModeOf } from '../../src/telemetry/journal.ts';
import type { Env } from '../env.ts';
import { callbackKeys, deploymentLimits, publicUrl } from '../settings.ts';
import { durableDirectory, durableTriggers } from './durable-directory.ts';
import { bundleOf } from './pack-bundle.ts';
import { registryOf } from './registry-client.ts';

/** One per isolate: what the API keeps in memory, such as compiled definitions, is kept beside it. */
const known = new WeakMap<Env, ApiEnv>();

export function apiEnv(env: Env): ApiEnv {
  const made = known.get(env) ?? makeApiEnv(env);
  known.set(env, made);
  return made;
}

/** What the HTTP edge, and those who start executions as it does, need of Cloudflare. */
function makeApiEnv(env: Env): ApiEnv {
  return {
    database: () => registryOf(env),
    directory: durableDirectory(env),
    triggers: durableTriggers(env),
    settings: {
      adminToken: env.OSTINATO_TOKEN ?? '',
      callbackKeys: callbackKeys(env),
      publicUrl: publicUrl(env),
      limits: deploymentLimits(env),
      hosts: ['localhost', '127.0.0.1'],
      log: logModeOf(env.OSTINATO_LOG),
    },
    clock: { now: () => Date.now() },
    random: (bytes) => crypto.getRandomValues(new Uint8Array(bytes)),
    defer: waitUntil,
    inspect: inspectDefinition,
    bundle: bundleOf(env),
  };
}
