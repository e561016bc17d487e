import type { InquiryView } from '../host/inquiry.ts';
import { OneAtATime } from '../host/one-at-a-time.ts';
import type { Clock, Family } from '../host/ports.ts';
import { WATCH_MS } from '../host/watch.ts';
import type { ExecutionRow } from '../projection/rows.ts';
import type { AlarmClock } from './alarm-clock.ts';
import {
  CALLER_KEY,
  LIMIT_KEY,
  type Outbox,
  type OutboxRow,
  PARENT_KEY,
  SPANS_WAIT,
  type SpansEffect,
} from './outbox.ts';

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

/** Lists of inquiries; the truth is here. */
export interface InquirySink {
  /** Writes how an inquiry stands; what is not newer changes nothing. @throws when the registry is away */
  update(inquiry: InquiryView): Promise<void>;
}

export interface DeliveryPorts {
  readonly outbox: Outbox;
  readonly clock: Clock;
  readonly index: IndexSink;
  readonly inquiries: InquirySink;
  /** How an inquiry stands, by its key. */
  readonly inquiry: (key: string) => InquiryView | undefined;
  readonly family: Family;
  readonly alarm: AlarmClock;
  readonly entry: () => ExecutionRow | undefined;
  /** Something got through. */
  readonly delivered: () => void;
  /** Sends spans of events after a number. Returns the last event that was looked at. @throws when they may be sent again */
  readonly exportSpans: (after: number) => Promise<number>;
  /** Tells the limit of the execution's key, if there is one. @throws when it cannot be reached */
  readonly tellLimit: () => Promise<void>;
  /** Tells the parent, if there is one. @throws when it cannot be reached */
  readonly tellParent: () => Promise<void>;
  /** Tells whoever asked for it at the start. @throws when it does not get through */
  readonly tellCaller: () => Promise<void>;
}

const FIRST_WAIT = 1_000;
const LONGEST_WAIT = 300_000;
const PAGE = 100;
/** Times that spans are sent in vain before they are given up: about half an hour. */
const EXPORTS = 12;
/** How long a caller outside is tried; everybody else is for ever. */
const CALLER_PATIENCE = 3 * 86_400_000;

/** Deliveries repeat with backoff for ever; receivers tell repetitions by id. One is under way at a time. */
export class Deliveries {
  readonly #ports: DeliveryPorts;
  readonly #delivering = new OneAtATime(() => this.#deliverDue());
  #exporting = false;

  constructor(ports: DeliveryPorts) {
    this.#ports = ports;
  }

  /** Delivers what is due. Never throws, never waits. */
  pump(): void {
    this.#delivering.ask();
  }

  async #deliverDue(): Promise<boolean> {
    for (const row of this.#ports.outbox.page('delivery|', PAGE)) {
      if (row.due > this.#ports.clock.now()) {
        continue;
      }
      if (row.effect.type === 'spans') {
        this.#export(row, row.effect);
      } else {
        await this.#deliver(row);
      }
    }
    return false;
  }

  /** A collector that is slow keeps nothing else waiting. */
  #export(row: OutboxRow, { after }: SpansEffect): void {
    if (this.#exporting) {
      return;
    }
    this.#exporting = true;
    this.#ports
      .exportSpans(after)
      .then((until) => this.#exported(until))
      .catch(() => (row.tries < EXPORTS ? this.#later(row) : this.#exported(Number.MAX_SAFE_INTEGER)))
      .finally(() => {
        this.#exporting = false;
      })
      .catch(() => {
        // The database is gone with its object. The row stays, and the alarm comes back to it.
      });
  }

  #exported(until: number): void {
    if (this.#ports.outbox.sentSpans(until)) {
      this.#ports.alarm.wakeBy(this.#ports.clock.now() + SPANS_WAIT);
    } else {
      this.#ports.delivered();
    }
  }

  #later({ key, tries }: OutboxRow): void {
    const due = this.#ports.clock.now() + Math.min(LONGEST_WAIT, FIRST_WAIT * 2 ** Math.min(tries, 10));
    this.#ports.outbox.postpone(key, due);
    this.#ports.alarm.wakeBy(due);
  }

  async #deliver(row: OutboxRow): Promise<void> {
    try {
      await this.#send(row);
      this.#ports.outbox.remove(row.key, row.id);
      this.#ports.delivered();
    } catch {
      if (row.key === CALLER_KEY && this.#ports.clock.now() - row.since > CALLER_PATIENCE) {
        this.#ports.outbox.remove(row.key, row.id);
      } else {
        this.#later(row);
      }
    }
  }

  async #send({ key, effect }: OutboxRow): Promise<void> {
    if (effect.type === 'child') {
      return this.#ports.family.command(effect.child, effect.command);
    }
    if (effect.type === 'inquiry') {
      const inquiry = this.#ports.inquiry(effect.inquiry);
      return inquiry && this.#ports.inquiries.update(inquiry);
    }
    if (key === LIMIT_KEY) {
      return this.#ports.tellLimit();
    }
    if (key === PARENT_KEY) {
      return this.#ports.tellParent();
    }
    if (key === CALLER_KEY) {
      return this.#ports.tellCaller();
    }
    const row = this.#ports.entry();
    if (row !== undefined) {
      const { id, status, seq, startedAt, endedAt } = row;
      const wakeAt = endedAt === null ? this.#ports.clock.now() + WATCH_MS : null;
      await this.#ports.index.update({ id, status, seq, startedAt, endedAt, wakeAt });
    }
  }
}
