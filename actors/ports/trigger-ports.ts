import { startDerived } from '../../src/api/execution/start-derived.ts';
import { isEnded } from '../../src/api/schema/execution.ts';
import { open } from '../../src/host/secret-box.ts';
import { getTriggerSnapshot, noteTrigger } from '../../src/registry/trigger-snapshot.ts';
import type { TriggerPorts } from '../../src/trigger/engine/ports.ts';
import type { Env } from '../env.ts';
import { callbackKeys } from '../settings.ts';
import { apiEnv } from './api-env.ts';
import { durableDirectory } from './durable-directory.ts';
import { durableAlarm, durableSql } from './durable-storage.ts';
import { registryOf } from './registry-client.ts';

/** Everything a trigger needs, as Cloudflare has it. */
export function triggerPorts(storage: DurableObjectStorage, env: Env): TriggerPorts {
  const directory = durableDirectory(env);
  return {
    sql: durableSql(storage),
    alarm: durableAlarm(storage),
    clock: { now: () => Date.now() },
    registry: {
      read: (name) => getTriggerSnapshot(registryOf(env), name),
      note: (name, updated, wakeAt) => noteTrigger(registryOf(env), name, updated, wakeAt),
    },
    executions: {
      start: (start) => startDerived(apiEnv(env), start),
      async isRunning(execution) {
        const reply = await directory.execution(execution).describe();
        return reply.ok && !isEnded((JSON.parse(reply.body) as { status: Parameters<typeof isEnded>[0] }).status);
      },
      async cancel(execution) {
        // A refusal means that it has ended, or never started: there is nothing left to cancel.
        await directory.execution(execution).command({ type: 'cancel', mode: 'terminate' });
      },
    },
    unseal: (name, box) => open(callbackKeys(env), name, box),
  };
}
