import type { TriggerRow } from '../../registry/triggers.ts';
import type { TriggerDefinition } from '../../trigger/definition/trigger.ts';
import { time } from '../schema/values.ts';

export function triggerPath(name: string): string {
  return `/api/v1/triggers/${name}`;
}

/** A trigger as it is shown: all but the hash of its key. */
export function triggerView({ name, kind, workflow, status, definition, pack, keyed, wake_at, ...row }: TriggerRow) {
  const { label, description } = definition as unknown as TriggerDefinition;
  const self = triggerPath(name);
  return {
    ...{ name, type: kind, label, description, workflow, enabled: status === 'active', pack, definition },
    ...{ has_key: keyed, next_at: wake_at === null ? null : time(wake_at) },
    ...{ created_at: time(row.created), updated_at: time(row.updated) },
    links: { self, deliveries: `${self}/deliveries`, workflow: `/api/v1/workflows/${workflow}` },
  };
}
