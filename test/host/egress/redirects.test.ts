import { expect, test } from 'vitest';
import { parseAllow } from '../../../src/host/egress/allow-list.ts';
import { createEgress } from '../../../src/host/egress/create-egress.ts';
import { EgressFailed, EgressRefused } from '../../../src/host/egress/egress-error.ts';
import type { EgressRequest } from '../../../src/host/ports.ts';
import { LIMITS } from '../../../src/value/limits.ts';

interface Seen {
  readonly url: string;
  readonly init: RequestInit;
}

/** An internet of given answers; whatever it is asked is written down. */
function internet(answers: Readonly<Record<string, () => Response>>) {
  const seen: Seen[] = [];
  const egress = createEgress({
    allow: [],
    fetch: async (url, init) => {
      seen.push({ url, init });
      return answers[url]?.() ?? new Response('nothing here', { status: 404 });
    },
  });
  const send = (request: Partial<EgressRequest> & { readonly url: string }) =>
    egress.fetch({
      method: 'GET',
      headers: {},
      body: null,
      followRedirects: true,
      signal: AbortSignal.timeout(5000),
      ...request,
    });
  return { seen, send };
}

const to =
  (location: string, status = 302) =>
  () =>
    new Response(null, { status, headers: { location } });
const CREDENTIALS = {
  Authorization: 'Bearer s',
  cookie: 'a=b',
  'Proxy-Authorization': 'Basic s',
  'X-Api-Key': 's',
  'Idempotency-Key': 'i',
  'Content-Type': 'application/json',
  Accept: '*/*',
};

test('redirects are followed by hand', async () => {
  const { seen, send } = internet({
    'https://a.example/1': to('/2'),
    'https://a.example/2': to('3?x=1', 308),
    'https://a.example/3?x=1': () => new Response('there', { headers: { 'X-Y': 'z' } }),
  });
  const answer = await send({ url: 'https://a.example/1', headers: CREDENTIALS });
  expect(answer).toMatchObject({ status: 200, body: 'there', headers: { 'x-y': 'z' } });
  expect(seen.every(({ init }) => init.redirect === 'manual')).toBe(true);
  expect(seen[2]?.init.headers).toEqual(CREDENTIALS);
});

test.each([
  'http://127.0.0.1/',
  'http://169.254.169.254/',
  '//localhost/x',
  'file:///etc/passwd',
  'https://user:pw@b.example/',
  'http://[::ffff:10.0.0.1]/',
])('a redirect to %s is refused', async (location) => {
  const { seen, send } = internet({ 'https://a.example/': to(location) });
  await expect(send({ url: 'https://a.example/' })).rejects.toBeInstanceOf(EgressRefused);
  expect(seen).toHaveLength(1);
});

test.each(['https://b.example/', 'http://a.example/', 'https://a.example:8443/'])(
  'credentials do not go on to %s, nor come back',
  async (location) => {
    const { seen, send } = internet({
      'https://a.example/': to(location, 307),
      [location]: to('https://a.example/end', 307),
    });
    await send({ url: 'https://a.example/', method: 'POST', body: '{}', headers: CREDENTIALS });
    const kept = { 'Idempotency-Key': 'i', 'Content-Type': 'application/json', Accept: '*/*' };
    expect(seen.map(({ init }) => init.headers)).toEqual([CREDENTIALS, kept, kept]);
  },
);

test.each([
  ['POST', 301, 'GET', null],
  ['POST', 302, 'GET', null],
  ['POST', 303, 'GET', null],
  ['PUT', 301, 'PUT', 'body'],
  ['PUT', 302, 'PUT', 'body'],
  ['PUT', 303, 'GET', null],
  ['DELETE', 303, 'GET', null],
  ['HEAD', 303, 'HEAD', null],
  ['POST', 307, 'POST', 'body'],
  ['POST', 308, 'POST', 'body'],
])('%s after %i goes on as %s', async (method, status, next, body) => {
  const { seen, send } = internet({ 'https://a.example/': to('/b', status) });
  const headers = { 'Content-Type': 'text/plain', Accept: 'x' };
  await send({ url: 'https://a.example/', method, headers, body: method === 'HEAD' ? null : 'body' });
  expect(seen[1]?.init).toMatchObject({ method: next, body });
  expect(Object.keys(seen[1]?.init.headers ?? {})).toEqual(next === method ? ['Content-Type', 'Accept'] : ['Accept']);
});

test('a redirect is an answer when redirects are not followed', async () => {
  const { seen, send } = internet({ 'https://a.example/': to('http://127.0.0.1/') });
  const answer = await send({ url: 'https://a.example/', followRedirects: false });
  expect(answer).toMatchObject({ status: 302, headers: { location: 'http://127.0.0.1/' } });
  expect(seen).toHaveLength(1);
});

test.each([300, 304, 305, 302])('%i without a place to go is an answer', async (status) => {
  const { send } = internet({ 'https://a.example/': () => new Response(null, { status }) });
  expect((await send({ url: 'https://a.example/' })).status).toBe(status);
});

test('five redirects are followed, six are not', async () => {
  const answers: Record<string, () => Response> = { 'https://a.example/end': () => new Response('end') };
  for (let i = 0; i < 10; i++) {
    answers[`https://a.example/${i}`] = to(`https://a.example/${i === 9 ? 'end' : i + 1}`);
  }
  const { send } = internet(answers);
  expect((await send({ url: 'https://a.example/5' })).body).toBe('end');
  const error = await send({ url: 'https://a.example/4' }).catch((thrown: unknown) => thrown);
  expect(error).toBeInstanceOf(EgressFailed);
  expect(error).toMatchObject({ code: 'too_many_redirects' });
});

test('headers of the connection are not the caller’s', async () => {
  const { seen, send } = internet({});
  await send({
    url: 'https://a.example/',
    headers: { Host: 'b', 'content-length': '9', Te: 'x', Accept: 'y' },
  });
  expect(seen[0]?.init.headers).toEqual({ Accept: 'y' });
});

test('an answer that does not end is cut off and canceled', async () => {
  let canceled = false;
  const endless = () =>
    new ReadableStream({
      pull: (controller) => controller.enqueue(new Uint8Array(64 * 1024)),
      cancel: () => {
        canceled = true;
      },
    });
  const { send } = internet({ 'https://a.example/': () => new Response(endless()) });
  const error = await send({ url: 'https://a.example/' }).catch((thrown: unknown) => thrown);
  expect(error).toMatchObject({ code: 'response_too_large', name: 'EgressFailed' });
  expect(canceled).toBe(true);
});

test('the limit itself is no trespass', async () => {
  const { send } = internet({ 'https://a.example/': () => new Response('x'.repeat(LIMITS.valueBytes)) });
  expect((await send({ url: 'https://a.example/' })).body).toHaveLength(LIMITS.valueBytes);
});

test('text is read in the encoding that it names', async () => {
  const answer = (type: string, bytes: number[]) => () =>
    new Response(new Uint8Array(bytes), { headers: { 'content-type': type } });
  const { send } = internet({
    'https://a.example/1': answer('text/plain; charset=iso-8859-1', [0xfc]),
    'https://a.example/2': answer('text/plain; charset="UTF-8"', [0xc3, 0xbc]),
    'https://a.example/3': answer('text/plain; charset=klingon', [0xc3, 0xbc]),
    'https://a.example/4': answer('application/json', [0xff]),
  });
  const bodies = await Promise.all([1, 2, 3, 4].map((n) => send({ url: `https://a.example/${n}` })));
  expect(bodies.map(({ body }) => body)).toEqual(['ü', 'ü', 'ü', '\ufffd']);
});

test('headers that come several times are joined', async () => {
  const headers: [string, string][] = [
    ['set-cookie', 'a=1'],
    ['set-cookie', 'b=2'],
    ['x', '1'],
  ];
  const { send } = internet({ 'https://a.example/': () => new Response('', { headers }) });
  expect((await send({ url: 'https://a.example/' })).headers).toMatchObject({
    'set-cookie': 'a=1, b=2',
    x: '1',
  });
});

test('the variable of the environment is a list', () => {
  expect(parseAllow(' loopback, 10.0.0.0/8  db.lan:80,')).toEqual(['loopback', '10.0.0.0/8', 'db.lan:80']);
  expect(parseAllow(undefined)).toEqual([]);
});
