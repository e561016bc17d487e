import type { ApiEnv } from '../api-env.ts';
import type { FoundWorkflow } from './find-workflow.ts';

const MOST = 1_000;

const memories = new WeakMap<ApiEnv, Map<string, FoundWorkflow>>();

/**
 * What a ref meant when it was last read here. It may have changed since: whoever goes by it lets the registry say, in
 * the batch that writes, whether it still holds.
 */
export function recall(env: ApiEnv, ref: string): FoundWorkflow | undefined {
  return memories.get(env)?.get(ref);
}

export function remember(env: ApiEnv, found: FoundWorkflow): void {
  const memory = memories.get(env) ?? new Map<string, FoundWorkflow>();
  memories.set(env, memory);
  memory.delete(found.workflow.ref);
  memory.set(found.workflow.ref, found);
  for (const [oldest] of memory) {
    if (memory.size <= MOST) {
      break;
    }
    memory.delete(oldest);
  }
}
