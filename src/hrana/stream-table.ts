import { randomBytes } from 'node:crypto';
import { ConnectionPool } from './connection-pool.ts';
import { HranaError } from './hrana-error.ts';
import { HranaStream } from './stream.ts';

/** A stream that nobody speaks to for this long is closed, and its transaction rolled back. */
export const IDLE_MS = 10_000;
const MOST_STREAMS = 256;

interface Parked {
  readonly stream: HranaStream;
  readonly expiry: NodeJS.Timeout;
}

/** The open streams. Between two requests a stream is parked under a baton, which is good for one use. */
export class StreamTable {
  readonly #pool: ConnectionPool;
  readonly #idleMs: number;
  readonly #parked = new Map<string, Parked>();
  readonly #busy = new Set<HranaStream>();

  constructor(path: string, idleMs: number) {
    this.#pool = new ConnectionPool(path);
    this.#idleMs = idleMs;
  }

  /** How many streams are parked or at work. */
  get size(): number {
    return this.#parked.size + this.#busy.size;
  }

  /**
   * Takes the stream of a baton, or opens a new one; `giveBack` has to follow.
   * @throws HranaError `STREAM_EXPIRED` for an unknown, used or expired baton; `STREAMS_EXHAUSTED`.
   */
  take(baton: string | null): HranaStream {
    const stream = baton === null ? this.#open() : this.#unpark(baton);
    this.#busy.add(stream);
    return stream;
  }

  /** Parks a stream after a request; the answer is its next baton, or null when it is closed. */
  giveBack(stream: HranaStream): string | null {
    this.#busy.delete(stream);
    if (stream.closed) {
      return null;
    }
    const baton = randomBytes(18).toString('base64url');
    const expiry = setTimeout(() => this.#expire(baton), this.#idleMs);
    expiry.unref();
    this.#parked.set(baton, { stream, expiry });
    return baton;
  }

  /** Closes every stream; what is not committed is rolled back. */
  close(): void {
    for (const { stream, expiry } of this.#parked.values()) {
      clearTimeout(expiry);
      stream.close();
    }
    this.#parked.clear();
    for (const stream of this.#busy) {
      stream.close();
    }
    this.#pool.close();
  }

  #open(): HranaStream {
    if (this.size >= MOST_STREAMS) {
      throw new HranaError('STREAMS_EXHAUSTED', `more than ${MOST_STREAMS} streams are open`);
    }
    return new HranaStream(this.#pool);
  }

  #unpark(baton: string): HranaStream {
    const parked = this.#parked.get(baton);
    if (parked === undefined) {
      throw new HranaError('STREAM_EXPIRED', 'the baton is unknown, was used, or its stream has expired');
    }
    clearTimeout(parked.expiry);
    this.#parked.delete(baton);
    return parked.stream;
  }

  #expire(baton: string): void {
    const parked = this.#parked.get(baton);
    this.#parked.delete(baton);
    parked?.stream.close();
  }
}
