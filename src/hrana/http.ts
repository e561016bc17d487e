import { createHash, timingSafeEqual } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import * as v from 'valibot';
import { errorBody, HranaError } from './hrana-error.ts';
import { type HranaOutcome, type HranaPipelineAnswer, PipelineSchema } from './protocol.ts';
import type { StreamTable } from './stream-table.ts';

/** Room for a whole pack request with its compiled definitions. */
export const MOST_BODY_BYTES = 64 * 1024 * 1024;

interface Answer {
  readonly status: number;
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

/** The HTTP face of the streams: `GET /v2`, `GET /v3` and `POST /v2|v3/pipeline`, each with the bearer token. */
export function requestListener(streams: StreamTable, token: string) {
  const expected = digest(`Bearer ${token}`);
  return (request: IncomingMessage, response: ServerResponse): void => {
    answer(request, streams, expected)
      .catch((thrown: unknown): Answer => ({ status: 500, body: errorBody(thrown) }))
      .then((result) => send(response, result));
  };
}

async function answer(request: IncomingMessage, streams: StreamTable, expected: Buffer): Promise<Answer> {
  if (!timingSafeEqual(digest(request.headers.authorization ?? ''), expected)) {
    return refusal(401, 'UNAUTHORIZED', 'a valid bearer token is needed', { 'WWW-Authenticate': 'Bearer' });
  }
  const path = new URL(request.url ?? '/', 'http://localhost').pathname;
  if (path === '/v2' || path === '/v3') {
    return request.method === 'GET' ? { status: 200 } : notAllowed('GET');
  }
  if (path !== '/v2/pipeline' && path !== '/v3/pipeline') {
    return refusal(404, 'NOT_FOUND', `there is nothing at ${path}`);
  }
  return request.method === 'POST' ? pipeline(request, streams) : notAllowed('POST');
}

async function pipeline(request: IncomingMessage, streams: StreamTable): Promise<Answer> {
  const text = await readBody(request);
  if (text === undefined) {
    return refusal(413, 'BODY_TOO_LARGE', `a request has at most ${MOST_BODY_BYTES} bytes`);
  }
  const parsed = v.safeParse(v.pipe(v.string(), v.parseJson(), PipelineSchema), text);
  if (!parsed.success) {
    const [issue] = parsed.issues;
    return refusal(400, 'HRANA_PROTO_ERROR', `${v.getDotPath(issue) ?? 'body'}: ${issue.message}`);
  }
  try {
    return { status: 200, body: await converse(streams, parsed.output) };
  } catch (thrown) {
    if (thrown instanceof HranaError) {
      return refusal(thrown.code === 'STREAMS_EXHAUSTED' ? 503 : 400, thrown.code, thrown.message);
    }
    throw thrown;
  }
}

async function converse(
  streams: StreamTable,
  { baton, requests }: v.InferOutput<typeof PipelineSchema>,
): Promise<HranaPipelineAnswer> {
  const stream = streams.take(baton ?? null);
  const results: HranaOutcome[] = [];
  for (const request of requests) {
    results.push(await stream.handle(request));
  }
  return { baton: streams.giveBack(stream), base_url: null, results };
}

/** The body's text, or undefined when it is over the limit; the rest is then not read. */
async function readBody(request: IncomingMessage): Promise<string | undefined> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > MOST_BODY_BYTES) {
      return undefined;
    }
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}

/** Digests have one length, which a comparison in constant time needs. */
function digest(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}

function refusal(status: number, code: string, message: string, headers: Answer['headers'] = {}): Answer {
  return { status, body: { code, message }, headers };
}

function notAllowed(allow: string): Answer {
  return refusal(405, 'METHOD_NOT_ALLOWED', `only ${allow} is known here`, { Allow: allow });
}

function send(response: ServerResponse, { status, body, headers }: Answer): void {
  const text = body === undefined ? '' : JSON.stringify(body);
  // After a refused body the connection cannot be used again: the rest of the body is still coming.
  const closing = status === 413 ? { Connection: 'close' } : {};
  response.writeHead(status, { ...headers, ...closing, 'Content-Type': 'application/json' });
  response.end(text);
}
