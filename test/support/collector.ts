import { once } from 'node:events';
import { createServer, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Span } from '../../src/telemetry/span.ts';

export interface Collector {
  readonly url: string;
  /** All spans that were taken in, in order. */
  readonly spans: Span[];
  readonly batches: { readonly path: string; readonly headers: IncomingHttpHeaders; readonly text: string }[];
  /** The status of its answers; null: it does not answer. */
  answer: number | null;
  close(): void;
}

/** A collector of OpenTelemetry on loopback, that keeps what it is sent. */
export async function startCollector(): Promise<Collector> {
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const text = Buffer.concat(chunks).toString();
      collector.batches.push({ path: request.url ?? '', headers: request.headers, text });
      if (collector.answer === 200) {
        type Payload = { resourceSpans: { scopeSpans: { spans: Span[] }[] }[] };
        const { resourceSpans } = JSON.parse(text) as Payload;
        collector.spans.push(...resourceSpans.flatMap(({ scopeSpans }) => scopeSpans.flatMap(({ spans }) => spans)));
      }
      if (collector.answer !== null) {
        response.writeHead(collector.answer, { 'content-type': 'application/json' }).end('{}');
      }
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const collector: Collector = {
    ...{ url: `http://127.0.0.1:${port}`, spans: [], batches: [], answer: 200 },
    close: () => {
      server.closeAllConnections();
      server.close();
    },
  };
  return collector;
}

export function attributesOf(span: Span | undefined): Readonly<Record<string, string>> {
  const entries = span?.attributes.map(({ key, value }) => [key, Object.values(value)[0]]) ?? [];
  return Object.fromEntries(entries);
}
