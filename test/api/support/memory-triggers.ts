import type { ApiEnv } from '../../../src/api/api-env.ts';
import { startDerived } from '../../../src/api/execution/start-derived.ts';
import { open } from '../../../src/host/secret-box.ts';
import type { TriggerPort, Triggers } from '../../../src/host/trigger-port.ts';
import { getTriggerSnapshot, noteTrigger } from '../../../src/registry/trigger-snapshot.ts';
import { Trigger } from '../../../src/trigger/engine/trigger.ts';
import { nodeStorage } from '../../support/node-storage.ts';

/** Triggers that work: the engine itself over databases in memory. Alarms are rung by hand. */
export class MemoryTriggers implements Triggers {
  readonly engines = new Map<string, Trigger>();
  /** When each wants to be woken, ms. */
  readonly alarms = new Map<string, number | null>();
  readonly #env: () => ApiEnv;

  constructor(env: () => ApiEnv) {
    this.#env = env;
  }

  trigger(name: string): TriggerPort {
    const known = this.engines.get(name) ?? this.#create(name);
    this.engines.set(name, known);
    return known;
  }

  #create(name: string): Trigger {
    const env = this.#env;
    return new Trigger({
      sql: nodeStorage(),
      alarm: { set: (at) => this.alarms.set(name, at) },
      clock: { now: () => env().clock.now() },
      registry: {
        read: (each) => getTriggerSnapshot(env().database(), each),
        note: (each, updated, wakeAt) => noteTrigger(env().database(), each, updated, wakeAt),
      },
      executions: {
        start: (start) => startDerived(env(), start),
        isRunning: async (id) => {
          const reply = await env().directory.execution(id).describe();
          return reply.ok && JSON.parse(reply.body).ended_at === null;
        },
        cancel: async (id) => {
          await env().directory.execution(id).command({ type: 'cancel', mode: 'terminate' });
        },
      },
      unseal: (each, box) => open(env().settings.callbackKeys, each, box),
    });
  }
}
