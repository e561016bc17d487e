import type { Clock } from '../host/ports.ts';
import { EXECUTION } from '../machine/execution-lifecycle.ts';
import { isFinal } from '../machine/lifecycle.ts';
import type { ExecutionRow } from '../projection/rows.ts';
import { LEASE } from './alarm-clock.ts';

/** How long ended executions are kept, and how one is forgotten. */
export interface RetentionPort {
  /** Milliseconds, where the workflow says nothing; null: for ever. */
  readonly standard: number | null;
  /** Removes the index row, then alarm and storage. @throws when the registry is away: then nothing is lost yet */
  readonly forget: (id: string) => Promise<void>;
}

interface Ports {
  readonly port: RetentionPort;
  readonly clock: Clock;
  /** What the workflow says, in milliseconds. */
  readonly own: (row: ExecutionRow) => number | null;
  /** Whether others have yet to be told of the end. */
  readonly owes: () => boolean;
}

/** Forgets an ended execution when it has been kept long enough. */
export class Retention {
  readonly #ports: Ports;
  #busy = false;

  constructor(ports: Ports) {
    this.#ports = ports;
  }

  /** When an execution is to be forgotten (ms); null: never, or not as it stands. */
  due(row: ExecutionRow): number | null {
    const { own, port } = this.#ports;
    if (row.endedAt === null || !isFinal(EXECUTION, row.status)) {
      return null;
    }
    const kept = own(row) ?? port.standard;
    return kept === null ? null : row.endedAt + kept;
  }

  /**
   * Forgets it when that is due. Never throws, never waits: what fails is tried again at the next alarm.
   * @returns when the alarm has to come back for it (ms); null: never.
   */
  pump(row: ExecutionRow): number | null {
    const due = this.due(row);
    const now = this.#ports.clock.now();
    if (due === null || due > now) {
      return due;
    }
    if (!this.#busy && !this.#ports.owes()) {
      this.#busy = true;
      // Forgotten it is gone, with this object; otherwise the registry is away.
      this.#ports.port.forget(row.id).catch(() => {
        this.#busy = false;
      });
    }
    return now + LEASE;
  }
}
