import { loadDefinition } from '../../../src/definition/load-definition.ts';
import { ulid } from '../../../src/value/ulid.ts';
import { small } from './workflows.ts';

/** A small bundle of a workflow: an execution that has begun and done nothing since. */
export function bundleFor(ref: string, id = ulid(Date.now(), crypto.getRandomValues(new Uint8Array(10)))) {
  const { definition } = loadDefinition(small(ref), { ref, pack: ref.split('.')[0] ?? '' });
  const row = {
    ...{ id, workflow: ref, definition: 'hash', status: 'running', seq: 1, at: 0, startedAt: 0, endedAt: null },
    ...{ input: { inline: {} }, startAt: null, tags: [], limits: { duration: 1, taskIterations: 1 } },
    ...{ onFailure: 'finish', tokens: 0, scopes: 0, order: 0, instances: 0, active: 0, running: 0, errors: 0 },
    ...{ error: null, output: null, counted: false },
  };
  return {
    format: 'ostinato-execution/1',
    exported_at: '2026-01-01T00:00:00.000Z',
    execution: { id, workflow: ref, version: 1, definition: 'hash' },
    definition: JSON.parse(JSON.stringify(definition)) as Record<string, unknown>,
    closure: { actions: {}, children: {}, config: {} },
    events: [
      {
        ...{ seq: 1, at: '2026-01-01T00:00:00.000Z', type: 'execution.started', engine: 'ostinato/0.1' },
        cause: { type: 'execution.started', at: 0 },
        changes: [{ type: 'execution.created', row }] as Record<string, unknown>[],
      },
    ],
    values: {},
  };
}
