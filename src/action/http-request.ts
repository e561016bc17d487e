import { EgressFailed, EgressRefused } from '../host/egress/egress-error.ts';
import type { Call, CallError, CallOutcome, Egress, EgressResponse } from '../host/ports.ts';
import { ensureError } from '../problem/problem.ts';
import type { Json } from '../value/json.ts';
import { type ActionPorts, failed } from './action.ts';
import type { RequestInput } from './request-input.ts';
import { retryAfter } from './retry-after.ts';
import { signBody } from './sign-body.ts';

interface Target {
  readonly egress: Egress;
  readonly url: URL;
}

interface Body {
  readonly text: string | null;
  readonly type: string | null;
}

/** What is wrong with the input, in words. */
type Wrong = { readonly wrong: string };

/**
 * Makes the request, signed when there is a secret for it.
 * @returns the result of the task, which fails on a status that is not expected.
 */
export async function request(
  input: RequestInput,
  call: Call,
  ports: ActionPorts,
  signal: AbortSignal,
  secret?: string,
): Promise<CallOutcome> {
  const target = targetOf(input, ports);
  const body = bodyOf(input);
  if ('wrong' in target || 'wrong' in body) {
    const message = 'wrong' in target ? target.wrong : 'wrong' in body ? body.wrong : '';
    return failed({ code: 'input_invalid', message, kind: 'action' });
  }
  const signature = secret === undefined ? {} : await sign(secret, call, ports, body);
  try {
    const response = await target.egress.fetch({
      ...{ url: target.url.href, method: input.method, headers: { ...headersOf(input, body, call), ...signature } },
      // Another Worker may redirect anywhere; whom it names is not the one that was bound.
      ...{ body: body.text, followRedirects: input.follow_redirects && input.service === undefined, signal },
    });
    return outcomeOf(response, input, target.url, ports.clock.now());
  } catch (thrown) {
    return failed(transportError(ensureError(thrown)));
  }
}

function sign(secret: string, call: Call, { clock }: ActionPorts, { text }: Body) {
  return signBody(secret, call.idempotencyKey, clock.now(), text ?? '');
}

function targetOf({ url, query, service }: RequestInput, { egress, service: find }: ActionPorts): Target | Wrong {
  const bound = service === undefined ? egress : find(service);
  if (bound === undefined) {
    return {
      wrong: `there is no service "${service}"; a deployment binds one as SERVICE_${bindingPart(service ?? '')}`,
    };
  }
  if (service !== undefined && !/^\/(?!\/)/.test(url)) {
    return { wrong: 'with a service the URL is a path such as /orders' };
  }
  const text = service === undefined ? url : `http://${service.toLowerCase().replaceAll('_', '-')}.service${url}`;
  if (!URL.canParse(text)) {
    // It may hold a secret: it is not repeated.
    return { wrong: 'url: this is no URL' };
  }
  const target = new URL(text);
  for (const [key, value] of Object.entries(query)) {
    for (const each of Array.isArray(value) ? value : [value]) {
      target.searchParams.append(key, String(each));
    }
  }
  return { egress: bound, url: target };
}

/** A service as it stands in the name of its binding. */
export function bindingPart(service: string): string {
  return service.toUpperCase().replaceAll('-', '_');
}

function bodyOf({ method, json: value, form, body }: RequestInput): Body | Wrong {
  const given = [value, form, body].filter((each) => each !== undefined).length;
  if (given > 1) {
    return { wrong: 'give one of json, form and body' };
  }
  if (given > 0 && (method === 'GET' || method === 'HEAD')) {
    return { wrong: `a ${method} request has no body; set the method` };
  }
  if (value !== undefined) {
    return { text: JSON.stringify(value), type: 'application/json' };
  }
  if (form !== undefined) {
    const fields = Object.entries(form).flatMap(([key, field]) =>
      (Array.isArray(field) ? field : [field]).map((each) => [key, String(each)]),
    );
    return { text: new URLSearchParams(fields).toString(), type: 'application/x-www-form-urlencoded' };
  }
  return { text: body ?? null, type: body === undefined ? null : 'text/plain; charset=utf-8' };
}

function headersOf(input: RequestInput, body: Body, call: Call): Record<string, string> {
  const headers: Record<string, string> = {
    'idempotency-key': call.idempotencyKey,
    'user-agent': 'ostinato',
    ...(call.traceparent === undefined ? {} : { traceparent: call.traceparent }),
  };
  if (body.type !== null) {
    headers['content-type'] = body.type;
  }
  for (const [name, value] of Object.entries(input.headers)) {
    headers[name.toLowerCase()] = String(value);
  }
  return headers;
}

function outcomeOf(response: EgressResponse, { expect, method }: RequestInput, url: URL, now: number): CallOutcome {
  const { status, headers } = response;
  const result: Json = { status, headers, body: parsed(response) };
  const expected = expect === undefined ? status >= 200 && status < 300 : expect.includes(status);
  if (expected) {
    return { type: 'completed', result };
  }
  const data = retryAfter(status, headers, now);
  const message = `${method} ${url.origin} answered ${status}`;
  const error: CallError = { code: 'http_status', message, kind: 'http', http_status: status };
  return failed(data === null ? error : { ...error, data }, result);
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

function transportError(error: Error): CallError {
  if (error.name === 'TimeoutError' || error.name === 'AbortError') {
    return { code: 'timeout', message: 'no answer came in time', kind: 'timeout' };
  }
  if (error instanceof EgressRefused || error instanceof EgressFailed) {
    return { code: error.code, message: error.message, kind: 'http' };
  }
  return { code: 'http_unreachable', message: `the server could not be reached: ${error.message}`, kind: 'http' };
}
