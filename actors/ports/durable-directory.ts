import type { Directory, ExecutionPort } from '../../src/host/directory.ts';
import type { LimitPort } from '../../src/host/limit.ts';
import type { TriggerPort, Triggers } from '../../src/host/trigger-port.ts';
import type { Env } from '../env.ts';

/**
 * Executions by name, each a Durable Object. The cast forgets the types of remote calls: they expand without
 * end over recursive data, and all that crosses is flat.
 */
export function durableDirectory(env: Env): Directory {
  return {
    execution: (id) => env.EXECUTION.getByName(id) as unknown as ExecutionPort,
    // A ref has no line break, so no two pairs have one name.
    limit: (workflow, key) => env.LIMIT.getByName(`${workflow}\n${key}`) as unknown as LimitPort,
  };
}

/** Triggers by name, each a Durable Object. */
export function durableTriggers(env: Env): Triggers {
  return { trigger: (name) => env.TRIGGER.getByName(name) as unknown as TriggerPort };
}
