import type { SocketPort } from '../../host/ports.ts';
import type { EventStreamPorts } from './event-stream.ts';

/** Close codes: the normal one, with the status of the execution as the reason. */
const NORMAL = 1000;

/**
 * The log over WebSockets that outlive the memory of their object: each remembers itself how far it is, so one
 * that wakes up goes on at the next event. A message is an event as the history shows it; after the last
 * one of an ended execution the server closes, with its status as the reason.
 */
export class SocketFeed {
  readonly #ports: EventStreamPorts;
  readonly #sockets: SocketPort;
  #scheduled = false;

  constructor(ports: EventStreamPorts, sockets: SocketPort) {
    this.#ports = ports;
    this.#sockets = sockets;
  }

  /** Sends every socket its next page; what is left over has its turn after whoever else waits for this object. */
  pump(): void {
    let more = false;
    for (const socket of this.#sockets.all()) {
      const events = this.#ports.feed.after(socket.cursor);
      for (const { text } of events) {
        socket.send(text);
      }
      const last = events.at(-1)?.seq;
      if (last !== undefined) {
        socket.moveTo(last);
        more = true;
      } else {
        const end = this.#ports.ended();
        if (end !== undefined && socket.cursor >= end.seq) {
          socket.close(NORMAL, end.status);
        }
      }
    }
    if (more) {
      this.#later();
    }
  }

  #later(): void {
    if (!this.#scheduled) {
      this.#scheduled = true;
      setTimeout(() => {
        this.#scheduled = false;
        this.pump();
      }, 0);
    }
  }
}
