import type { Clock } from '../../host/ports.ts';
import type { ScheduleTrigger, TriggerDefinition } from '../definition/trigger.ts';
import { dueTimes } from '../schedule/due.ts';
import { plannedTimes } from '../schedule/times.ts';
import type { DeliveryStore } from './delivery-store.ts';
import { derivedId } from './derived-id.ts';
import type { Incoming, IntakeOptions, Taken } from './intake.ts';
import type { Memory } from './memory.ts';
import type { StartQueue } from './start-queue.ts';
import type { Starts } from './starts.ts';

export interface SchedulePorts {
  readonly memory: Memory;
  readonly queue: StartQueue;
  readonly store: DeliveryStore;
  readonly starts: Starts;
  readonly clock: Clock;
  readonly transaction: (run: () => void) => void;
  readonly takeIn: (definition: TriggerDefinition, incoming: Incoming, options: IntakeOptions) => Taken;
}

/** Starts that a schedule may owe, while nothing can be started and overlaps are allowed. */
const MOST_OWED = 1000;

/**
 * Serves the planned times of a schedule: each is written, with the start that is owed, together with the plan that goes
 * on after it, so that none is served twice and none is left out.
 */
export class Schedule {
  readonly #ports: SchedulePorts;

  constructor(ports: SchedulePorts) {
    this.#ports = ports;
  }

  /** Makes a plan for what is in force now; one that stays the same keeps its plan. Within a transaction. */
  replan(definition: TriggerDefinition | undefined): void {
    const { memory, clock } = this.#ports;
    if (definition?.type !== 'schedule') {
      memory.forget('plan');
      return;
    }
    const { catch_up: _catchUp, catch_up_limit: _limit, overlap: _overlap, ...times } = definition.schedule;
    const of = JSON.stringify(times);
    if (memory.get('plan')?.of !== of) {
      const since = clock.now();
      memory.set('plan', { of, since, next: plannedTimes(definition.schedule, since).next(since) });
    }
  }

  /** Takes in the times that are due. */
  async serve(definition: TriggerDefinition | undefined, name: string): Promise<void> {
    const { memory, clock, transaction } = this.#ports;
    const plan = memory.get('plan');
    const now = clock.now();
    if (definition?.type !== 'schedule' || plan?.next == null || plan.next > now) {
      return;
    }
    const first = plan.next;
    const times = plannedTimes(definition.schedule, plan.since);
    const due = dueTimes(definition.schedule, times, first, now);
    const ids = await Promise.all(due.map((time) => derivedId(name, time, `planned ${time}`)));
    transaction(() => {
      // Somebody else may have served them, or changed the schedule, while the ids were made.
      const present = memory.get('plan');
      if (present?.of !== plan.of || present.next !== first) {
        return;
      }
      for (const [i, time] of due.entries()) {
        this.#take(definition, ids[i] ?? '', time, now);
      }
      memory.set('plan', { ...plan, next: times.next(now) });
    });
  }

  #take(definition: TriggerDefinition & ScheduleTrigger, id: string, time: number, now: number): void {
    const incoming: Incoming = {
      ...{ id, at: time, planned: time, key: null, providerId: null, redeliveryOf: null, body: '' },
      trigger: { time: new Date(time).toISOString() },
      request: { headers: {}, query: {} },
    };
    this.#ports.takeIn(definition, incoming, { barred: this.#barred(definition), now });
  }

  /** The one before may be owed still: an overlap, as much as one that runs. */
  #barred({ schedule }: ScheduleTrigger): IntakeOptions['barred'] {
    const { queue, store, starts } = this.#ports;
    const owed = queue.planned(MOST_OWED);
    if (owed.length === 0) {
      return undefined;
    }
    if (schedule.overlap === 'cancel') {
      for (const { id } of owed.filter((row) => !starts.isOpen(row.id))) {
        queue.remove(id);
        store.dropInput(id);
        store.settle(id, 'skipped', 'replaced', null);
      }
      return undefined;
    }
    const isFull = owed.length >= MOST_OWED;
    return schedule.overlap === 'skip' || isFull
      ? { outcome: 'skipped', reason: isFull ? 'too_many_owed' : 'overlap' }
      : undefined;
  }
}
