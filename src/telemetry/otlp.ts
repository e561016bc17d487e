import type { Span, SpanSink } from './span.ts';

export interface OtlpSettings {
  /** Base address of the collector; `/v1/traces` is added unless it ends so. */
  readonly endpoint: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly fetch: (url: string, init: RequestInit) => Promise<Response>;
}

/** Milliseconds for one batch. */
const PATIENCE = 5_000;

/** Sends spans to a collector over OTLP/HTTP, in its JSON form. */
export function createOtlpExporter({ endpoint, headers, fetch }: OtlpSettings): SpanSink {
  const base = endpoint.replace(/\/+$/, '');
  const url = base.endsWith('/v1/traces') ? base : `${base}/v1/traces`;
  return {
    async export(spans) {
      const response = await fetch(url, {
        method: 'POST',
        headers: { ...headers, 'content-type': 'application/json' },
        body: JSON.stringify(payloadOf(spans)),
        redirect: 'manual',
        signal: AbortSignal.timeout(PATIENCE),
      });
      await response.body?.cancel();
      if (response.status >= 500 || response.status === 429 || response.status === 408) {
        throw new Error(`the collector answered ${response.status}`);
      }
      // Another refusal would be the same the next time.
    },
  };
}

function payloadOf(spans: readonly Span[]): unknown {
  const resource = { attributes: [{ key: 'service.name', value: { stringValue: 'ostinato' } }] };
  return { resourceSpans: [{ resource, scopeSpans: [{ scope: { name: 'ostinato' }, spans }] }] };
}

/** Headers as OpenTelemetry writes them in variables: `name=value` between commas, percent-encoded. */
export function parseOtlpHeaders(text: string): Readonly<Record<string, string>> {
  const pairs = text.split(',').flatMap((pair) => {
    const at = pair.indexOf('=');
    return at < 1 ? [] : [[pair.slice(0, at).trim().toLowerCase(), decoded(pair.slice(at + 1).trim())] as const];
  });
  return Object.fromEntries(pairs);
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
