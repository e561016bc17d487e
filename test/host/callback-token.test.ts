import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  type CallbackAddress,
  callbackUrl,
  mintCallbackToken,
  verifyCallbackToken,
} from '../../src/host/callback-token.ts';

const NEW = { id: 'k2', secret: 'newer' };
const OLD = { id: 'k1', secret: 'older' };
const ADDRESS: CallbackAddress = {
  execution: '01ARZ3NDEKTSV4RRFFQ69G5FAV',
  instance: 'poll:3',
  item: null,
  attempt: 1,
};

test('a token says where it leads', async () => {
  const token = await mintCallbackToken(NEW, ADDRESS);
  expect(token).toMatch(/^k2\.01ARZ3NDEKTSV4RRFFQ69G5FAV\.poll:3\.-\.1\.[A-Za-z0-9_-]{43}$/);
  expect(await verifyCallbackToken([NEW], token)).toEqual(ADDRESS);
  expect(callbackUrl('https://o.example', token)).toBe(`https://o.example/callbacks/${token}`);
});

test('whatever the names are, a token gives them back, in an address too', async () => {
  const address = fc.record({
    execution: fc.stringMatching(/^[0-9A-HJKMNP-TV-Z]{26}$/),
    instance: fc.string({ minLength: 1, unit: 'grapheme' }),
    item: fc.option(fc.nat(100_000)),
    attempt: fc.nat(1000),
  });
  await fc.assert(
    fc.asyncProperty(address, async (given) => {
      const token = await mintCallbackToken(NEW, given);
      expect(await verifyCallbackToken([OLD, NEW], token)).toEqual(given);
      const { pathname } = new URL(callbackUrl('https://o.example', token));
      expect(decodeURIComponent(pathname.slice('/callbacks/'.length))).toBe(token);
    }),
    { numRuns: 200 },
  );
});

test('no other token is genuine: every character counts', async () => {
  const token = await mintCallbackToken(NEW, { ...ADDRESS, item: 7 });
  for (let i = 0; i < token.length; i++) {
    for (const other of ['A', 'B', '0', '1', '.', '-', '=']) {
      if (token[i] !== other) {
        const changed = token.slice(0, i) + other + token.slice(i + 1);
        expect(await verifyCallbackToken([NEW, OLD], changed), changed).toBeUndefined();
      }
    }
    expect(await verifyCallbackToken([NEW], token.slice(0, i))).toBeUndefined();
    expect(await verifyCallbackToken([NEW], token.slice(i + 1))).toBeUndefined();
  }
});

test('keys rotate: all verify, each its own', async () => {
  const old = await mintCallbackToken(OLD, ADDRESS);
  expect(await verifyCallbackToken([NEW, OLD], old)).toEqual(ADDRESS);
  expect(await verifyCallbackToken([NEW], old)).toBeUndefined();
  expect(await verifyCallbackToken([{ ...OLD, secret: 'replaced' }], old)).toBeUndefined();
  expect(await verifyCallbackToken([], old)).toBeUndefined();
});

test.each([
  '',
  '.',
  '......',
  'k2',
  'k2.e.a:1.-.1.',
  `k2.e.a:1.-.1.${'A'.repeat(43)}`,
  `k2.e.a:1.01.1.${'A'.repeat(43)}`,
  'x'.repeat(100_000),
])('%# is no token', async (token) => {
  expect(await verifyCallbackToken([NEW], token)).toBeUndefined();
});
