import type { Clock } from '../../host/ports.ts';
import { LIMITS } from '../../value/limits.ts';
import type { OVERLAPS } from '../definition/trigger.ts';
import type { DeliveryOutcome, DeliveryStore, NewDelivery } from './delivery-store.ts';
import type { Memory } from './memory.ts';
import type { TriggerPorts } from './ports.ts';
import type { StartQueue, StartRow } from './start-queue.ts';

export interface StartsPorts {
  readonly queue: StartQueue;
  readonly store: DeliveryStore;
  readonly memory: Memory;
  readonly clock: Clock;
  readonly executions: TriggerPorts['executions'];
  readonly transaction: (run: () => void) => void;
  readonly wakeBy: (time: number) => void;
  /** What a schedule says about an execution that is still running. */
  readonly overlap: () => (typeof OVERLAPS)[number];
  /** Whether there is still a trigger. */
  readonly isHere: () => boolean;
  /** One more is settled. */
  readonly settled: () => void;
}

const FIRST_WAIT = 500;
const LONGEST_WAIT = 300_000;
/** What does not answer by then (ms) is tried again; both tries start the same execution. */
const GIVE_UP = 30_000;

interface Settled {
  readonly outcome: DeliveryOutcome;
  readonly reason: string | null;
  readonly error: NewDelivery['error'];
}

/**
 * Starts what is owed, repeating with backoff until it gets through: who was away finds nothing lost, and as ids are
 * derived, nothing twice. What a schedule has planned goes one after the other, everything else side by side.
 */
export class Starts {
  readonly #ports: StartsPorts;
  readonly #open = new Map<string, Promise<void>>();

  constructor(ports: StartsPorts) {
    this.#ports = ports;
  }

  /** Begins what is due. Never throws, never waits. */
  pump(): void {
    const { queue, clock, isHere } = this.#ports;
    if (!isHere()) {
      return;
    }
    const now = clock.now();
    const [first] = queue.planned(1);
    const due = queue.due(now, LIMITS.openCalls * 2).filter(({ planned, id }) => !planned || id === first?.id);
    for (const row of due) {
      if (this.#open.size >= LIMITS.openCalls) {
        return;
      }
      if (!this.#open.has(row.id)) {
        const run = this.#run(row).then(() => {
          this.#open.delete(row.id);
          this.pump();
        });
        this.#open.set(row.id, run);
      }
    }
  }

  /** Whether one is under way at this moment. */
  isOpen(id: string): boolean {
    return this.#open.has(id);
  }

  /** Waits until one is settled or put off, but not longer than a time (ms). */
  async settling(id: string, milliseconds: number): Promise<void> {
    const open = this.#open.get(id);
    if (open === undefined) {
      return;
    }
    let timer: ReturnType<typeof setTimeout> | undefined;
    const late = new Promise<void>((resolve) => {
      timer = setTimeout(resolve, milliseconds);
    });
    await Promise.race([open, late]);
    clearTimeout(timer);
  }

  async #run(row: StartRow): Promise<void> {
    const { queue, clock, wakeBy } = this.#ports;
    try {
      const settled = await inTime(this.#start(row));
      this.#settle(row, settled);
    } catch {
      const due = clock.now() + Math.min(LONGEST_WAIT, FIRST_WAIT * 2 ** Math.min(row.tries, 12));
      queue.postpone(row.id, due);
      wakeBy(due);
    }
  }

  /** @throws when something on the way is away */
  async #start(row: StartRow): Promise<Settled> {
    const { store, memory, executions, overlap } = this.#ports;
    const { id, workflow, tags, at } = row;
    const last = row.planned ? memory.get('last') : undefined;
    if (last !== undefined && overlap() === 'skip' && (await executions.isRunning(last))) {
      return { outcome: 'skipped', reason: 'overlap', error: null };
    }
    if (last !== undefined && overlap() === 'cancel') {
      await executions.cancel(last);
    }
    const traceparent = store.header(id, 'traceparent');
    const outcome = await executions.start({
      ...{ execution: id, workflow, input: store.text(id, 'input'), tags, at },
      ...(traceparent === undefined ? {} : { traceparent }),
    });
    if (outcome.type === 'started') {
      return { outcome: 'started', reason: null, error: null };
    }
    const { code, detail, findings = [] } = outcome.problem;
    const told = findings.slice(0, 10).map(({ path, message }) => `${path}: ${message}`);
    return { outcome: 'failed', reason: 'refused', error: { code, message: [detail, ...told].join('\n') } };
  }

  #settle(row: StartRow, { outcome, reason, error }: Settled): void {
    const { queue, store, memory, transaction, settled } = this.#ports;
    transaction(() => {
      queue.remove(row.id);
      store.dropInput(row.id);
      store.settle(row.id, outcome, reason, error);
      if (row.planned && outcome === 'started') {
        memory.set('last', row.id);
      }
    });
    settled();
  }
}

/** @throws when it takes too long */
async function inTime<T>(work: Promise<T>): Promise<T> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error('no answer in time')), GIVE_UP);
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}
