import { limitedExecutions } from '../../actors/ports/limited-executions.ts';
import type { Directory } from '../../src/host/directory.ts';
import { Limit } from '../../src/limit/limit.ts';
import { nodeStorage } from './node-storage.ts';

/** Real limits over databases in memory, one for each workflow and key, that tell executions of this process. */
export function limitsOver(execution: Directory['execution'], now: () => number = Date.now): Directory['limit'] {
  const limits = new Map<string, Limit>();
  return (workflow, key) => {
    const name = `${workflow}\n${key}`;
    const known =
      limits.get(name) ??
      new Limit({
        ...{ sql: nodeStorage(), alarm: { set: () => undefined }, clock: { now } },
        executions: limitedExecutions({ execution }),
      });
    limits.set(name, known);
    return known;
  };
}
