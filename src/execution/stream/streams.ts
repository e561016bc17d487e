import type { SocketPort } from '../../host/ports.ts';
import { EXECUTION } from '../../machine/execution-lifecycle.ts';
import { isFinal } from '../../machine/lifecycle.ts';
import type { ExecutionRow } from '../../projection/rows.ts';
import type { EventLog } from '../event-log.ts';
import { type EventStreamPorts, eventStream } from './event-stream.ts';
import { Feed } from './feed.ts';
import { SocketFeed } from './socket-feed.ts';

/** Everybody who follows the log of one execution. */
export class Streams {
  readonly #ports: EventStreamPorts;
  readonly #sockets: SocketFeed;

  constructor(log: EventLog, sockets: SocketPort, row: () => ExecutionRow | undefined) {
    const ended = () => {
      const found = row();
      return found && isFinal(EXECUTION, found.status) ? { seq: found.seq, status: found.status } : undefined;
    };
    this.#ports = { feed: new Feed(log), ended };
    this.#sockets = new SocketFeed(this.#ports, sockets);
  }

  /** Answers with what comes after an event; 204, which ends the reconnecting of a browser, when nothing ever will. */
  open(after: number): Response {
    const end = this.#ports.ended();
    if (end !== undefined && after >= end.seq) {
      return new Response(null, { status: 204 });
    }
    const headers = { 'Content-Type': 'text/event-stream', 'Cache-Control': 'no-store' };
    return new Response(eventStream(this.#ports, after), { headers });
  }

  /** After a commit. */
  changed(): void {
    this.#ports.feed.changed();
    this.#sockets.pump();
  }
}
