import { createHmac } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import type { WebhookSettings } from '../../src/trigger/definition/trigger.ts';
import { verifySignature } from '../../src/trigger/signature/verify.ts';

/** A delivery that must be taken, and in what it may be changed so that it must not. */
interface Vector {
  readonly settings: WebhookSettings;
  readonly secret: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  /** Unix seconds; null: no time is signed. */
  readonly time: number | null;
  readonly signatureHeader: string;
  readonly timeHeader?: string;
  /** The same signature as another algorithm of the same key would have made it. */
  readonly otherAlgorithm: string;
}

const answering = { respond: 'accepted', wait_seconds: null } as const;
const timed = { secrets: ['s'], tolerance_seconds: 300, ...answering } as const;
const hmac = {
  ...{ preset: 'hmac', secrets: ['s'], header: 'x-signature', algorithm: 'sha256', encoding: 'hex', prefix: '' },
  ...{ timestamp_header: null, tolerance_seconds: null, delivery_id_header: null },
  ...answering,
} as const satisfies WebhookSettings;

/** Of stripe-dotnet's tests: `event_test_signature.json`, signed with `webhook_secret` at 1533204620. */
const STRIPE_EVENT = `${JSON.stringify(
  {
    ...{ id: 'evt_123', object: 'event', account: 'acct_123', api_version: '2017-05-25', created: 1533204620 },
    data: {
      object: {
        ...{ id: 'cus_123', object: 'customer', created: 123456789, email: 'test@stripe.com' },
        ...{ livemode: false, metadata: {} },
      },
    },
    ...{ livemode: false, pending_webhooks: 1 },
    request: { id: 'req_123', idempotency_key: 'idempotency-key-123' },
    type: 'customer.created',
  },
  null,
  2,
)}\n`;
const SLACK_BODY =
  'token=xyzz0WbapA4vBCDEFasx0q6G&team_id=T1DC2JH3J&team_domain=testteamnow&channel_id=G8PSS9T3V&channel_name=foobar&user_id=U2CERLKJA&user_name=roadrunner&command=%2Fwebhook-collect&text=&response_url=https%3A%2F%2Fhooks.slack.com%2Fcommands%2FT1DC2JH3J%2F397700885554%2F96rGlfmibIGlgcZRskXaIFfN&trigger_id=398738663015.47445629121.803a0bc887a14d10d2c447fce8b6703c';

const mac = (algorithm: string, key: string | Buffer, text: string, encoding: 'hex' | 'base64' = 'hex') =>
  createHmac(algorithm, key).update(text).digest(encoding);

/** The first four as their providers have published them; the signatures of `hmac` are made by Node's own HMAC. */
const VECTORS: Readonly<Record<string, Vector>> = {
  github: {
    settings: { preset: 'github', secrets: ['s'], tolerance_seconds: null, ...answering },
    secret: "It's a Secret to Everybody",
    headers: { 'x-hub-signature-256': 'sha256=757107ea0eb2509fc211221cce984b8a37570b6d7586c22c46f4379c8b043e17' },
    body: 'Hello, World!',
    time: null,
    signatureHeader: 'x-hub-signature-256',
    otherAlgorithm: `sha1=${mac('sha1', "It's a Secret to Everybody", 'Hello, World!')}`,
  },
  stripe: {
    settings: { preset: 'stripe', ...timed },
    secret: 'webhook_secret',
    headers: {
      'stripe-signature':
        't=1533204620,v1=2220f87ef101a04665f11cdf770523143f875572008577fa0f20882ddb9cc3c7,v0=63f3a72374a733066c4be69ed7f8e5ac85c22c9f0a6a612ab9a025a9e4ee7eef',
    },
    body: STRIPE_EVENT,
    time: 1533204620,
    signatureHeader: 'stripe-signature',
    otherAlgorithm: 't=1533204620,v0=2220f87ef101a04665f11cdf770523143f875572008577fa0f20882ddb9cc3c7',
  },
  slack: {
    settings: { preset: 'slack', ...timed },
    secret: '8f742231b10e8888abcd99yyyzzz85a5',
    headers: {
      'x-slack-signature': 'v0=a2114d57b48eac39b9ad189dd8316235a7b4a8d21a10bd27519666489c69b503',
      'x-slack-request-timestamp': '1531420618',
    },
    body: SLACK_BODY,
    time: 1531420618,
    signatureHeader: 'x-slack-signature',
    timeHeader: 'x-slack-request-timestamp',
    otherAlgorithm: `v0=${mac('sha512', '8f742231b10e8888abcd99yyyzzz85a5', `v0:1531420618:${SLACK_BODY}`)}`,
  },
  'standard-webhooks': {
    settings: { preset: 'standard-webhooks', ...timed },
    secret: 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw',
    headers: {
      'webhook-id': 'msg_p5jXN8AQM9LWM0D4loKWxJek',
      'webhook-timestamp': '1614265330',
      'webhook-signature': 'v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=',
    },
    body: '{"test": 2432232314}',
    time: 1614265330,
    signatureHeader: 'webhook-signature',
    timeHeader: 'webhook-timestamp',
    otherAlgorithm: `v1a,${'A'.repeat(86)}==`,
  },
  hmac: {
    settings: hmac,
    secret: 'partner',
    headers: { 'x-signature': mac('sha256', 'partner', 'a=1') },
    body: 'a=1',
    time: null,
    signatureHeader: 'x-signature',
    otherAlgorithm: mac('sha512', 'partner', 'a=1'),
  },
  'hmac of sha512 with a time, in base64': {
    settings: {
      ...{ ...hmac, algorithm: 'sha512', encoding: 'base64', prefix: 'v1=' },
      ...{ timestamp_header: 'x-time', tolerance_seconds: 300 },
    },
    secret: 'partner',
    headers: { 'x-signature': `v1=${mac('sha512', 'partner', '1700000000.{}', 'base64')}`, 'x-time': '1700000000' },
    body: '{}',
    time: 1700000000,
    signatureHeader: 'x-signature',
    timeHeader: 'x-time',
    otherAlgorithm: `v1=${mac('sha256', 'partner', '1700000000.{}', 'base64')}`,
  },
  'hmac of sha1': {
    settings: { ...hmac, algorithm: 'sha1' },
    secret: 'partner',
    headers: { 'x-signature': mac('sha1', 'partner', 'x') },
    body: 'x',
    time: null,
    signatureHeader: 'x-signature',
    otherAlgorithm: mac('sha256', 'partner', 'x'),
  },
};

interface Changes {
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
  readonly secrets?: readonly string[];
  /** Seconds after the signed time. */
  readonly later?: number;
}

async function verdict(vector: Vector, { headers, body, secrets, later = 0 }: Changes = {}): Promise<boolean> {
  const request = {
    headers: headers ?? vector.headers,
    body: new Uint8Array(Buffer.from(body ?? vector.body)),
  };
  const now = ((vector.time ?? 0) + later) * 1000;
  return (await verifySignature(vector.settings, secrets ?? [vector.secret], request, now)).ok;
}

const without = ({ headers }: Vector, name: string) =>
  Object.fromEntries(Object.entries(headers).filter(([each]) => each !== name));

describe.each(Object.entries(VECTORS))('%s', (_, vector) => {
  const given = vector.headers[vector.signatureHeader] ?? '';
  const digest = /[0-9a-f]{40,}|[A-Za-z0-9+/]{40,}=*/.exec(given)?.[0] ?? '';

  test('its own signature is good', async () => {
    expect(await verdict(vector)).toBe(true);
  });

  test('by any of several secrets', async () => {
    expect(await verdict(vector, { secrets: ['another', '', vector.secret] })).toBe(true);
    expect(await verdict(vector, { secrets: ['another', `${vector.secret}x`, ''] })).toBe(false);
    expect(await verdict(vector, { secrets: [] })).toBe(false);
  });

  test('every changed byte of the body is seen', async () => {
    for (const body of [`${vector.body} `, vector.body.slice(1), '', vector.body.replace(/.$/s, 'X')]) {
      expect(await verdict(vector, { body }), JSON.stringify(body)).toBe(false);
    }
  });

  const withDigest = (text: string) => ({ ...vector.headers, [vector.signatureHeader]: given.replace(digest, text) });

  test('every changed character of the signature is seen', async () => {
    for (let i = 0; i < digest.length - 2; i++) {
      const headers = withDigest(digest.slice(0, i) + (digest[i] === '1' ? '2' : '1') + digest.slice(i + 1));
      expect(await verdict(vector, { headers }), String(i)).toBe(false);
    }
  });

  test('nothing but a signature is one', async () => {
    const wrong = ['', 'x', digest.slice(0, -1), digest.slice(0, -4), `${digest}00`, `${digest}A=`, digest.slice(4)];
    for (const text of wrong) {
      expect(await verdict(vector, { headers: withDigest(text) }), text).toBe(false);
    }
    for (const value of ['', 'x', 'sha256=', 'v1,', 't=,v1=', vector.otherAlgorithm]) {
      const headers = { ...vector.headers, [vector.signatureHeader]: value };
      expect(await verdict(vector, { headers }), value).toBe(false);
    }
  });

  test('a header that is missing or comes twice', async () => {
    for (const name of Object.keys(vector.headers)) {
      expect(await verdict(vector, { headers: without(vector, name) }), name).toBe(false);
      const twice = `${vector.headers[name]}, ${vector.headers[name]}`;
      expect(await verdict(vector, { headers: { ...vector.headers, [name]: twice } }), twice).toBe(false);
    }
  });
});

describe.each(Object.entries(VECTORS).filter(([, { time }]) => time !== null))('the time of %s', (_, vector) => {
  test('may lie five minutes off, both ways', async () => {
    for (const later of [0, 299, 300, -300]) {
      expect(await verdict(vector, { later }), String(later)).toBe(true);
    }
    for (const later of [301, -301, 86_400]) {
      expect(await verdict(vector, { later }), String(later)).toBe(false);
    }
  });

  test('is signed', async () => {
    const time = String(vector.time);
    const headers = Object.fromEntries(
      Object.entries(vector.headers).map(([name, value]) => [name, value.replace(time, String(Number(time) + 1))]),
    );
    expect(headers).not.toEqual(vector.headers);
    expect(await verdict(vector, { headers })).toBe(false);
  });

  test('is a number of seconds', async () => {
    const time = String(vector.time);
    for (const wrong of ['', 'x', `-${time}`, `${time}.5`, '9'.repeat(30), 'NaN']) {
      const headers = Object.fromEntries(
        Object.entries(vector.headers).map(([name, value]) => [name, value.replace(time, wrong)]),
      );
      expect(await verdict(vector, { headers }), wrong).toBe(false);
    }
  });
});

test('the id of a Standard Webhooks delivery is signed', async () => {
  const vector = VECTORS['standard-webhooks'] as Vector;
  expect(await verdict(vector, { headers: { ...vector.headers, 'webhook-id': 'msg_other' } })).toBe(false);
});

test('several signatures stand side by side while a secret is replaced', async () => {
  const standard = VECTORS['standard-webhooks'] as Vector;
  const signature = `v1,${'A'.repeat(43)}= v1a,xyz ${standard.headers['webhook-signature']}`;
  expect(await verdict(standard, { headers: { ...standard.headers, 'webhook-signature': signature } })).toBe(true);
  const stripe = VECTORS.stripe as Vector;
  const header = (stripe.headers['stripe-signature'] ?? '').replace(',v1=', `,v1=${'0'.repeat(64)},v1=`);
  expect(await verdict(stripe, { headers: { 'stripe-signature': header } })).toBe(true);
});

test('without signatures everybody is let in', async () => {
  const settings = { preset: 'none', allow_unsigned: true, delivery_id_header: null, ...answering } as const;
  expect(await verifySignature(settings, [], { headers: {}, body: new Uint8Array() }, 0)).toEqual({ ok: true });
});
