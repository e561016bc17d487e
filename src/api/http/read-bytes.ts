import { refuse } from '../../problem/problem.ts';

/**
 * The body of a request, at most `limit` bytes of it; what is announced or comes beyond is not read.
 * @throws ProblemError `too_large`, `unsupported_media_type` for a compressed one
 */
export async function readBytes(request: Request, limit: number): Promise<Uint8Array> {
  if (!/^(?:identity)?$/i.test(request.headers.get('content-encoding') ?? '')) {
    refuse('unsupported_media_type', 'send the body as it is, without a `Content-Encoding`');
  }
  const announced = Number(request.headers.get('content-length') ?? Number.NaN);
  if (announced > limit) {
    tooLarge(limit);
  }
  // A server holds the sender to what was announced, so that much is all there will be.
  const whole = announced <= limit ? new Uint8Array(await request.arrayBuffer()) : await readParts(request, limit);
  return whole.length > limit ? tooLarge(limit) : whole;
}

async function readParts(request: Request, limit: number): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  const reader = request.body?.getReader();
  for (let part = await reader?.read(); part !== undefined && !part.done; part = await reader?.read()) {
    size += part.value.length;
    if (size > limit) {
      // Not awaited: a sender that goes on for ever must not hold the answer back.
      reader?.cancel().catch(() => {});
      tooLarge(limit);
    }
    chunks.push(part.value);
  }
  return join(chunks, size);
}

function tooLarge(limit: number): never {
  return refuse('too_large', `the body is larger than ${limit} bytes`);
}

function join(chunks: readonly Uint8Array[], size: number): Uint8Array {
  const whole = new Uint8Array(size);
  let at = 0;
  for (const chunk of chunks) {
    whole.set(chunk, at);
    at += chunk.length;
  }
  return whole;
}

/** @throws ProblemError `bad_request` for bytes that are no UTF-8. */
export function utf8(bytes: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: false }).decode(bytes);
  } catch {
    return refuse('bad_request', 'the body is not UTF-8 text');
  }
}
