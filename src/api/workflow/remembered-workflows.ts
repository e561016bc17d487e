import type { WorkflowAndPack } from '../../registry/workflow-read.ts';
import { Cache } from '../../value/cache.ts';
import type { ApiEnv } from '../api-env.ts';

/** Rows without the definitions, which are kept elsewhere by their weight. */
const MOST = 500;

const memories = new WeakMap<ApiEnv, Cache<WorkflowAndPack>>();

/**
 * What a ref meant when it was last read here. It may have changed since: whoever goes by it lets the registry say, in
 * the batch that writes, whether it still holds.
 */
export function recall(env: ApiEnv, ref: string): WorkflowAndPack | undefined {
  return memories.get(env)?.get(ref);
}

export function remember(env: ApiEnv, { workflow, pack }: WorkflowAndPack): void {
  const memory = memories.get(env) ?? new Cache<WorkflowAndPack>(MOST);
  memories.set(env, memory);
  memory.set(workflow.ref, { workflow, pack });
}
