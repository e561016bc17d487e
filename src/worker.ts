import type { Env } from '../actors/env.ts';
import { apiEnv } from '../actors/ports/api-env.ts';
import { durableDirectory, durableTriggers } from '../actors/ports/durable-directory.ts';
import { registryOf } from '../actors/ports/registry-client.ts';
import type { App } from './api/app.ts';
import { createApi } from './api/create-api.ts';
import { sweepExecutions } from './api/execution/sweep-executions.ts';
import { sweepTriggers } from './api/trigger/sweep-triggers.ts';
import { sweepRegistry } from './registry/sweep.ts';

export { ExecutionActor } from '../actors/execution-actor.ts';
export { LimitActor } from '../actors/limit-actor.ts';
export { TriggerActor } from '../actors/trigger-actor.ts';

/** Executions, and triggers, that one run of the watchdog looks after. */
const SWEEP = 100;

/** One API per isolate: building its routes costs more than most requests. */
const apis = new WeakMap<Env, App>();

function apiFor(env: Env): App {
  const known = apis.get(env) ?? createApi(apiEnv(env));
  apis.set(env, known);
  return known;
}

/** The Worker: HTTP goes to the API, the clock to the watchdog. */
export default {
  fetch(request, env, context) {
    return apiFor(env).fetch(request, env, context);
  },

  /** Wakes live executions and triggers that are overdue, whatever became of their alarm, and clears what has expired. */
  async scheduled(controller, env) {
    const database = registryOf(env);
    await sweepExecutions(database, durableDirectory(env), controller.scheduledTime, SWEEP);
    await sweepTriggers(database, durableTriggers(env), controller.scheduledTime, SWEEP);
    await sweepRegistry(database, controller.scheduledTime);
  },
} satisfies ExportedHandler<Env>;
