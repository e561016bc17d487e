import { EgressFailed } from './egress-error.ts';

/**
 * The body of an answer as text, in the encoding that it names.
 * @throws EgressFailed `response_too_large`, as soon as more than `limit` bytes have come.
 */
export async function readText(response: Response, limit: number): Promise<string> {
  const decoder = decoderFor(response.headers.get('content-type') ?? '');
  const reader = response.body?.getReader();
  let text = '';
  let size = 0;
  for (let part = await reader?.read(); part !== undefined && !part.done; part = await reader?.read()) {
    size += part.value.length;
    if (size > limit) {
      // Not awaited: a sender that goes on for ever must not hold us back.
      reader?.cancel().catch(() => {});
      throw new EgressFailed('response_too_large', `the answer is larger than ${limit} bytes`);
    }
    text += decoder.decode(part.value, { stream: true });
  }
  return text + decoder.decode();
}

function decoderFor(contentType: string): TextDecoder {
  const charset = /charset\s*=\s*"?([\w.:-]+)/i.exec(contentType)?.[1] ?? 'utf-8';
  try {
    return new TextDecoder(charset);
  } catch {
    return new TextDecoder();
  }
}
