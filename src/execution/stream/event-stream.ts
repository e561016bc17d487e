import type { FedEvent, Feed } from './feed.ts';

export interface EventStreamPorts {
  readonly feed: Feed;
  /** The status of the execution, once it has ended and its last event is `seq`. */
  readonly ended: () => { readonly seq: number; readonly status: string } | undefined;
}

/** A comment now and then, so that proxies keep the connection and a dead one is noticed. */
const KEEP_ALIVE = 15_000;

const encoder = new TextEncoder();

/**
 * The log as server-sent events: replays what comes after `cursor`, then follows. Each message is an event as the
 * history shows it, its id the number to go on from; `end` follows the last one of an ended execution. One
 * page is read for each that the reader has taken, so a slow reader holds nothing in memory.
 */
export function eventStream({ feed, ended }: EventStreamPorts, cursor: number): ReadableStream<Uint8Array> {
  let at = cursor;
  let open = true;
  /** What to send next. Every pull has to send something, or there would be no other. */
  const next = async (): Promise<{ readonly text: string; readonly last: boolean }> => {
    const events = feed.after(at);
    if (events.length > 0) {
      at = events.at(-1)?.seq ?? at;
      return { text: events.map(message).join(''), last: false };
    }
    const end = ended();
    if (end !== undefined) {
      return { text: `event: end\ndata: ${JSON.stringify(end)}\n\n`, last: true };
    }
    await feed.next(KEEP_ALIVE);
    return feed.after(at).length > 0 ? next() : { text: ': still here\n\n', last: false };
  };
  return new ReadableStream<Uint8Array>(
    {
      start: (controller) => controller.enqueue(encoder.encode('retry: 1000\n\n')),
      async pull(controller) {
        const { text, last } = await next();
        if (!open) {
          return;
        }
        controller.enqueue(encoder.encode(text));
        if (last) {
          controller.close();
        }
      },
      cancel() {
        open = false;
      },
    },
    { highWaterMark: 1 },
  );
}

/** JSON has no line breaks of its own, so one line of data is enough. */
function message({ seq, text }: FedEvent): string {
  return `id: ${seq}\ndata: ${text}\n\n`;
}
