import type { JsonObject } from '../../value/json.ts';
import type { TriggerDefinition } from '../definition/trigger.ts';
import type { DeliveryRequest, DeliveryStore } from './delivery-store.ts';
import { mapDelivery } from './mapping.ts';
import type { StartQueue } from './start-queue.ts';

/** Something that may start an execution, complete but for what comes of it. */
export interface Incoming {
  /** Of the delivery, and of the execution. */
  readonly id: string;
  /** ms */
  readonly at: number;
  /** What expressions see as `trigger`. */
  readonly trigger: JsonObject;
  readonly planned: number | null;
  readonly key: string | null;
  readonly providerId: string | null;
  readonly redeliveryOf: string | null;
  readonly request: DeliveryRequest;
  readonly body: string;
}

export type Taken =
  | { readonly type: 'accepted' | 'filtered' | 'here' }
  | { readonly type: 'failed'; readonly code: string; readonly message: string };

export interface IntakeOptions {
  /** Why nothing may be started, whatever the filter says. */
  readonly barred?: { readonly outcome: 'filtered' | 'skipped'; readonly reason: string } | undefined;
  readonly now: number;
}

/** Decides what a delivery comes to, and writes it together with the start that is owed. Within a transaction. */
export function takeIn(
  store: DeliveryStore,
  queue: StartQueue,
  definition: TriggerDefinition,
  incoming: Incoming,
  { barred, now }: IntakeOptions,
): Taken {
  const { id, at, trigger, ...rest } = incoming;
  const add = (
    outcome: 'accepted' | 'filtered' | 'skipped' | 'failed',
    reason: string | null,
    error: { readonly code: string; readonly message: string } | null = null,
  ) => store.add({ id, at, ...rest, outcome, reason, error });
  if (barred !== undefined) {
    add(barred.outcome, barred.reason);
    return { type: 'filtered' };
  }
  const mapped = mapDelivery(definition, trigger, at, id);
  switch (mapped.type) {
    case 'filtered':
      add('filtered', 'filter');
      return { type: 'filtered' };
    case 'failed':
      add('failed', 'expression', mapped.error);
      return { type: 'failed', ...mapped.error };
    default:
      if (!add('accepted', null)) {
        return { type: 'here' };
      }
      store.putText(id, 'input', mapped.input);
      queue.add({
        ...{ id, at, workflow: definition.workflow, tags: definition.tags, due: now, tries: 0 },
        planned: incoming.planned !== null && incoming.redeliveryOf === null,
      });
      return { type: 'accepted' };
  }
}
