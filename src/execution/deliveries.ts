import type { ExecutionRow } from '../conductor/rows.ts';
import type { Clock } from '../host/ports.ts';
import type { AlarmClock } from './alarm-clock.ts';
import type { Outbox, OutboxRow } from './outbox.ts';

/** What the index of executions is told; the receiver keeps the entry with the greatest `seq`. */
export interface IndexEntry {
  readonly id: string;
  readonly status: string;
  readonly seq: number;
  readonly startedAt: number;
  readonly endedAt: number | null;
  /** When the watchdog should look after it, ms; null: never. */
  readonly wakeAt: number | null;
}

export interface IndexSink {
  /** @throws when the registry is away; the delivery is tried again. */
  update(entry: IndexEntry): Promise<void>;
}

export interface DeliveryPorts {
  readonly outbox: Outbox;
  readonly clock: Clock;
  readonly index: IndexSink;
  readonly alarm: AlarmClock;
  readonly entry: () => ExecutionRow | undefined;
}

const STATUS = 'delivery|status';
const FIRST_WAIT = 1_000;
const LONGEST_WAIT = 300_000;
/** How long after its last sign of life the watchdog looks after a live execution. */
const WATCH = 600_000;

/** Deliveries repeat with backoff for ever; receivers tell repetitions by id. One is under way at a time. */
export class Deliveries {
  readonly #ports: DeliveryPorts;
  #busy = false;

  constructor(ports: DeliveryPorts) {
    this.#ports = ports;
  }

  /** Delivers what is due. Never throws, never waits. */
  pump(): void {
    if (!this.#busy) {
      this.#busy = true;
      void this.#deliver().finally(() => {
        this.#busy = false;
      });
    }
  }

  async #deliver(): Promise<void> {
    for (let row = this.#dueRow(); row !== undefined; row = this.#dueRow()) {
      try {
        await this.#send();
        this.#ports.outbox.remove(row.key, row.id);
      } catch {
        const wait = Math.min(LONGEST_WAIT, FIRST_WAIT * 2 ** row.tries);
        const due = this.#ports.clock.now() + wait;
        this.#ports.outbox.postpone(row.key, due);
        this.#ports.alarm.wakeBy(due);
        return;
      }
    }
  }

  #dueRow(): OutboxRow | undefined {
    const row = this.#ports.outbox.get(STATUS);
    return row !== undefined && row.due <= this.#ports.clock.now() ? row : undefined;
  }

  async #send(): Promise<void> {
    const row = this.#ports.entry();
    if (row !== undefined) {
      const { id, status, seq, startedAt, endedAt } = row;
      const wakeAt = endedAt === null ? this.#ports.clock.now() + WATCH : null;
      await this.#ports.index.update({ id, status, seq, startedAt, endedAt, wakeAt });
    }
  }
}
