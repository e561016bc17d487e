import type { JsonObject } from '../value/json.ts';

/**
 * What the answer says about when to come again (RFC 9110, seconds or a date), as the data of the error: `retry` waits
 * so long at least.
 */
export function retryAfter(status: number, headers: Readonly<Record<string, string>>, now: number): JsonObject | null {
  const text = headers['retry-after']?.trim();
  if ((status !== 429 && status !== 503) || text === undefined) {
    return null;
  }
  if (/^\d{1,9}$/.test(text)) {
    return { retry_after_seconds: Number(text) };
  }
  const date = /^[A-Z][a-z]{2}[a-z]*,? /.test(text) ? Date.parse(text) : Number.NaN;
  return Number.isNaN(date) ? null : { retry_after_seconds: Math.max(0, Math.ceil((date - now) / 1000)) };
}
