import type { EventSocket, SocketPort } from '../../src/host/ports.ts';

/** What a socket remembers while its object sleeps. */
interface Attachment {
  readonly cursor: number;
}

/** Hibernating WebSockets: they stay open while the object is out of memory, each with its cursor attached. */
export class EventSockets implements SocketPort {
  readonly #state: DurableObjectState;

  constructor(state: DurableObjectState) {
    this.#state = state;
    state.setWebSocketAutoResponse(new WebSocketRequestResponsePair('ping', 'pong'));
  }

  /** The answer that upgrades a request; the socket follows from after an event. */
  accept(cursor: number): Response {
    const { 0: client, 1: server } = new WebSocketPair();
    this.#state.acceptWebSocket(server);
    server.serializeAttachment({ cursor } satisfies Attachment);
    return new Response(null, { status: 101, webSocket: client });
  }

  all(): readonly EventSocket[] {
    return this.#state.getWebSockets().map((socket) => {
      const attached = socket.deserializeAttachment() as Attachment;
      return {
        cursor: attached.cursor,
        moveTo: (cursor: number) => socket.serializeAttachment({ cursor } satisfies Attachment),
        send: (text: string) => quietly(() => socket.send(text)),
        close: (code: number, reason: string) => quietly(() => socket.close(code, reason)),
      };
    });
  }

  /** There is nothing left to follow. */
  closeAll(reason: string): void {
    for (const socket of this.all()) {
      socket.close(1000, reason);
    }
  }

  /** The other side has closed: so does this one. 1005 and 1006 say that there was no code, and may not be sent. */
  closed(socket: WebSocket, code: number): void {
    quietly(() => socket.close(code === 1005 || code === 1006 ? 1000 : code));
  }
}

/** A socket may have gone since it was listed; its close event says so, and nothing depends on what it misses. */
function quietly(act: () => void): void {
  try {
    act();
  } catch {
    // Gone.
  }
}
