import * as v from 'valibot';
import { EgressFailed, EgressRefused } from '../host/egress/egress-error.ts';
import type { Call, CallOutcome, EgressRequest, EgressResponse } from '../host/ports.ts';
import { ensureError } from '../problem/problem.ts';
import type { Json } from '../value/json.ts';
import { type ActionPorts, failed } from './action.ts';
import { json } from './input.ts';

const scalar = v.union([v.string(), v.number(), v.boolean()]);

/** What `core.http` and `core.webhook` have in common. */
export const requestEntries = {
  url: v.pipe(v.string(), v.minLength(1, 'expected a URL')),
  method: v.optional(v.pipe(v.string(), v.regex(/^[A-Za-z]{1,16}$/, 'expected an HTTP method')), 'GET'),
  headers: v.optional(v.record(v.string(), scalar), {}),
  query: v.optional(v.record(v.string(), v.union([scalar, v.array(scalar)])), {}),
  json: v.optional(json),
  form: v.optional(v.record(v.string(), scalar)),
  body: v.optional(v.string()),
  expect: v.optional(v.array(v.pipe(v.number(), v.integer(), v.minValue(100), v.maxValue(599)))),
  follow_redirects: v.optional(v.boolean(), true),
} as const;

const Request = v.strictObject(requestEntries);
export type RequestInput = v.InferOutput<typeof Request>;

interface Body {
  readonly text: string | null;
  readonly type: string | null;
}

function bodyOf({ json: value, form, body }: RequestInput): Body | undefined {
  if ([value, form, body].filter((each) => each !== undefined).length > 1) {
    return undefined;
  }
  if (value !== undefined) {
    return { text: JSON.stringify(value), type: 'application/json' };
  }
  if (form !== undefined) {
    const fields = Object.entries(form).map(([key, field]) => [key, String(field)]);
    return { text: new URLSearchParams(fields).toString(), type: 'application/x-www-form-urlencoded' };
  }
  return { text: body ?? null, type: body === undefined ? null : 'text/plain; charset=utf-8' };
}

function urlOf({ url, query }: RequestInput): string | undefined {
  if (!URL.canParse(url)) {
    return undefined;
  }
  const target = new URL(url);
  for (const [key, value] of Object.entries(query)) {
    for (const each of Array.isArray(value) ? value : [value]) {
      target.searchParams.append(key, String(each));
    }
  }
  return target.toString();
}

/** Makes the request. @returns the result of the task, which fails on a status that is not expected. */
export async function request(
  input: RequestInput,
  call: Call,
  { egress }: ActionPorts,
  signal: AbortSignal,
): Promise<CallOutcome> {
  const url = urlOf(input);
  const body = bodyOf(input);
  if (url === undefined || body === undefined) {
    const message = url === undefined ? `"${input.url}" is no URL` : 'give one of json, form and body';
    return failed({ code: 'input_invalid', message, kind: 'action' });
  }
  const outgoing: EgressRequest = {
    ...{ url, method: input.method.toUpperCase(), headers: headersOf(input, body, call), body: body.text },
    ...{ followRedirects: input.follow_redirects, signal },
  };
  try {
    return outcomeOf(await egress.fetch(outgoing), input);
  } catch (thrown) {
    return failed(transportError(ensureError(thrown)));
  }
}

function headersOf(input: RequestInput, body: Body, call: Call): Record<string, string> {
  const headers: Record<string, string> = {
    'idempotency-key': call.idempotencyKey,
    'user-agent': 'ostinato',
  };
  if (body.type !== null) {
    headers['content-type'] = body.type;
  }
  for (const [name, value] of Object.entries(input.headers)) {
    headers[name.toLowerCase()] = String(value);
  }
  return headers;
}

function outcomeOf(response: EgressResponse, { expect, method, url }: RequestInput): CallOutcome {
  const { status, headers } = response;
  const result: Json = { status, headers, body: parsed(response) };
  const expected = expect === undefined ? status >= 200 && status < 300 : expect.includes(status);
  if (expected) {
    return { type: 'completed', result };
  }
  const origin = new URL(url).origin;
  const message = `${method.toUpperCase()} ${origin} answered ${status}`;
  return failed({ code: 'http_status', message, kind: 'http', http_status: status }, result);
}

/** JSON bodies are parsed; one that claims to be JSON and is not stays text. */
function parsed({ headers, body }: EgressResponse): Json {
  if (!/[/+]json\b/i.test(headers['content-type'] ?? '')) {
    return body;
  }
  try {
    return JSON.parse(body) as Json;
  } catch {
    return body;
  }
}

function transportError(error: Error): { code: string; message: string; kind: 'http' | 'timeout' } {
  if (error.name === 'TimeoutError' || error.name === 'AbortError') {
    return { code: 'timeout', message: 'no answer came in time', kind: 'timeout' };
  }
  if (error instanceof EgressRefused || error instanceof EgressFailed) {
    return { code: error.code, message: error.message, kind: 'http' };
  }
  return { code: 'http_unreachable', message: `the server could not be reached: ${error.message}`, kind: 'http' };
}
