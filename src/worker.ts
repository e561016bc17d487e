import { waitUntil } from 'cloudflare:workers';
import type { Env } from '../actors/env.ts';
import { durableDirectory } from '../actors/ports/durable-directory.ts';
import { registryOf } from '../actors/ports/registry-client.ts';
import { callbackKeys, deploymentLimits, publicUrl } from '../actors/settings.ts';
import type { ApiEnv } from './api/api-env.ts';
import type { App } from './api/app.ts';
import { createApi } from './api/create-api.ts';
import { inspectDefinition } from './pack/inspect-definition.ts';
import { listOverdueExecutions } from './registry/execution-read.ts';
import { sweepRegistry } from './registry/sweep.ts';

export { ExecutionActor } from '../actors/execution-actor.ts';
export { LimitActor } from '../actors/limit-actor.ts';

/** Executions that one run of the watchdog looks after. */
const SWEEP = 100;

/** One API per isolate: building its routes costs more than most requests. */
const apis = new WeakMap<Env, App>();

function apiFor(env: Env): App {
  const known = apis.get(env) ?? createApi(apiEnv(env));
  apis.set(env, known);
  return known;
}

function apiEnv(env: Env): ApiEnv {
  return {
    database: () => registryOf(env),
    directory: durableDirectory(env),
    settings: {
      adminToken: env.OSTINATO_TOKEN ?? '',
      callbackKeys: callbackKeys(env),
      publicUrl: publicUrl(env),
      limits: deploymentLimits(env),
      hosts: ['localhost', '127.0.0.1'],
    },
    clock: { now: () => Date.now() },
    random: (bytes) => crypto.getRandomValues(new Uint8Array(bytes)),
    defer: waitUntil,
    inspect: inspectDefinition,
  };
}

/** The Worker: HTTP goes to the API, the clock to the watchdog. */
export default {
  fetch(request, env, context) {
    return apiFor(env).fetch(request, env, context);
  },

  /** Wakes live executions that are overdue, whatever became of their alarm, and clears what has expired. */
  async scheduled(controller, env) {
    const database = registryOf(env);
    const directory = durableDirectory(env);
    for (const { id } of await listOverdueExecutions(database, controller.scheduledTime, SWEEP)) {
      await directory.execution(id).wake();
    }
    await sweepRegistry(database, controller.scheduledTime);
  },
} satisfies ExportedHandler<Env>;
