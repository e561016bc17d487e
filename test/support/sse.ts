/** One message of a stream of server-sent events. */
export interface Message {
  readonly event: string;
  readonly id: string | null;
  readonly data: string;
}

/** Reads server-sent events as they come; ends when the stream does. */
export async function* messagesOf(body: ReadableStream<Uint8Array>): AsyncGenerator<Message> {
  const decoder = new TextDecoder();
  let rest = '';
  for await (const chunk of body as unknown as AsyncIterable<Uint8Array>) {
    rest += decoder.decode(chunk, { stream: true });
    const blocks = rest.split('\n\n');
    rest = blocks.pop() ?? '';
    for (const block of blocks) {
      const fields = new Map(
        block.split('\n').map((line) => [line.split(': ', 1)[0], line.slice(line.indexOf(': ') + 2)]),
      );
      const data = fields.get('data');
      if (data !== undefined) {
        yield { event: fields.get('event') ?? 'message', id: fields.get('id') ?? null, data };
      }
    }
  }
}
