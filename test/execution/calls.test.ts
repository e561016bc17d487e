import { describe, expect, test } from 'vitest';
import type { EgressResponse } from '../../src/host/ports.ts';
import { Unreachable } from '../../src/host/unreachable.ts';
import { Actor, type ActorOptions } from '../support/actor.ts';

const answer = (status: number, headers: Record<string, string> = {}, body = ''): EgressResponse => ({
  status,
  headers,
  body,
});

function taskOf(input: string, more = ''): string {
  return `
tasks:
  - name: call
    action: core.http
    input: {url: https://example.com/x${input}}
${more}
    next:
      - {when: "{{ succeeded() }}", publish: {got: "{{ result() }}"}, do: noop}
      - {publish: {got: "{{ error().code }}"}, do: noop}
output_map: {got: "{{ got }}"}`;
}

describe('the input of core.http', () => {
  test.each([
    [', method: TRACE', 'is a method that is not sent'],
    [', method: "A B"', 'expected an HTTP method'],
    [', json: 1', 'a GET request has no body'],
    [', method: HEAD, body: x', 'a HEAD request has no body'],
    [', method: POST, json: 1, body: x', 'give one of json, form and body'],
    [', headers: {"a b": x}', 'expected the name of a header'],
    [', headers: {"x-a": "1\\r\\nx-b: 2"}', 'expected a header: one line'],
    [', headers: {"x-a": "\\u20ac"}', 'expected a header: one line'],
    [', service: nowhere', 'there is no service "nowhere"; a deployment binds one as SERVICE_NOWHERE'],
    [', expect: [99]', 'expect.0'],
    [', delivery: perhaps', 'delivery'],
    [', colour: red', 'colour'],
  ])('%s is refused in words', async (input, words) => {
    const actor = await new Actor(
      `tasks: [{name: call, action: core.http, input: {url: https://example.com/x${input}}}]`,
    ).start();
    const { error } = await actor.shown();
    expect(error).toMatchObject({ code: 'input_invalid', message: expect.stringContaining(words) });
    expect(actor.requests).toEqual([]);
  });

  test('query lists, form lists, and methods in any case', async () => {
    const input = ', method: post, query: {a: [1, 2], b: x y}, form: {c: [true, z], d: "&"}';
    const actor = await new Actor(taskOf(input)).start();
    expect(actor.requests[0]).toMatchObject({
      ...{ url: 'https://example.com/x?a=1&a=2&b=x+y', method: 'POST', body: 'c=true&c=z&d=%26' },
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
    });
  });

  test('an answer without a body, and one that only claims to be JSON', async () => {
    const empty = await new Actor(taskOf(', method: HEAD'), { fetch: async () => answer(204) }).start();
    expect(await empty.shown()).toMatchObject({ output: { got: { status: 204, body: '' } } });
    const fetch = async () => answer(200, { 'content-type': 'application/json' }, '{');
    const broken = await new Actor(taskOf(''), { fetch }).start();
    expect(await broken.shown()).toMatchObject({ output: { got: { body: '{' } } });
  });
});

describe('Retry-After', () => {
  const retried = (fetch: ActorOptions['fetch'], retry: string) =>
    new Actor(taskOf('', `    retry: ${retry}`), { ...(fetch === undefined ? {} : { fetch }) }).start();
  /** Seconds until the next attempt. */
  const pause = (actor: Actor) => {
    const [row] = actor.sql.exec(`SELECT rank FROM state WHERE kind = 'timer' AND key LIKE '%retry'`);
    return row === undefined ? null : (Number(row.rank) - actor.now) / 1000;
  };
  const BASE = 1_700_000_000_000;

  test.each([
    [429, '20', '{count: 3}', 20],
    [503, '20', '{count: 3, delay: 5}', 20],
    [503, '20', '{count: 3, delay: 50}', 50],
    [503, '20', '{count: 3, delay: 50, jitter: 1}', null],
    [429, '20', '{count: 3, delay: 1, max_delay: 10}', 10],
    [429, new Date(BASE + 90_000).toUTCString(), '{count: 3, delay: 1}', 90],
    [429, new Date(BASE - 90_000).toUTCString(), '{count: 3, delay: 1}', 1],
    [429, 'soon', '{count: 3, delay: 1}', 1],
    [429, '-5', '{count: 3, delay: 1}', 1],
    [500, '20', '{count: 3, delay: 1}', 1],
  ])('%i with %s under %s waits', async (status, value, retry, expected) => {
    const actor = await retried(async () => answer(status, { 'retry-after': value }), retry);
    if (expected === null) {
      expect(pause(actor)).toBeGreaterThanOrEqual(20);
    } else {
      expect(pause(actor)).toBe(expected);
    }
  });
});

describe('delivery', () => {
  /** A call whose object is lost while it is out. */
  const lost = async (input: string) => {
    let outcome: (response: EgressResponse) => void = () => undefined;
    let calls = 0;
    const actor = await new Actor(taskOf(input), {
      fetch: () => {
        calls++;
        return calls === 1
          ? new Promise<EgressResponse>((done) => {
              outcome = done;
            })
          : Promise.resolve(answer(200, {}, 'again'));
      },
    }).start();
    actor.evict();
    await actor.advance(31);
    return { actor, answerLate: () => outcome(answer(200, {}, 'late')) };
  };

  test('at least once: made again under the same key', async () => {
    const { actor } = await lost('');
    const keys = actor.requests.map(({ headers }) => headers['idempotency-key']);
    expect(keys).toEqual([`${actor.id}/call:1/-/1`, `${actor.id}/call:1/-/1`]);
    expect(await actor.shown()).toMatchObject({ status: 'succeeded', output: { got: { body: 'again' } } });
  });

  test('at most once: not made again, and the outcome is unknown', async () => {
    const { actor } = await lost(', method: POST, delivery: at_most_once');
    expect(actor.requests).toHaveLength(1);
    expect(await actor.shown()).toMatchObject({ status: 'succeeded', output: { got: 'outcome_unknown' } });
  });

  test('an action of a pack says it for its calls', async () => {
    const closure = {
      actions: {
        'test.pay': {
          ...{ parameters: { type: 'object' }, kind: 'http', result: null, timeout: 5 },
          call: { url: 'https://example.com', method: 'POST', delivery: 'at_most_once' },
        },
      },
      ...{ children: {}, config: {} },
    };
    const actor = await new Actor('tasks: [{name: call, action: test.pay}]', {
      closure,
      fetch: () => new Promise(() => undefined),
    }).start();
    actor.evict();
    await actor.advance(31);
    expect(await actor.shown()).toMatchObject({ status: 'failed', error: { code: 'outcome_unknown' } });
    expect(actor.requests).toHaveLength(1);
  });
});

describe('what a call needs is away', () => {
  test('the start of a child waits, and is tried again; the parent lives on', async () => {
    let away = true;
    let tries = 0;
    const actor = await new Actor('tasks: [{name: sub, action: test.child}, {name: other}]', {
      closure: { actions: {}, children: { 'test.child': { hash: 'h', version: 1 } }, config: {} },
      start: async () => {
        tries++;
        if (away) {
          throw new Unreachable('the registry');
        }
        return 'CHILD';
      },
    }).start();
    expect(await actor.task('sub:1')).toMatchObject({ status: 'running' });
    expect(await actor.task('other:1')).toMatchObject({ status: 'succeeded' });
    await expect.poll(() => tries).toBe(2);
    actor.evict();
    await actor.advance(31);
    // At least: here, timers of an object that was dropped go on; its writes do not.
    expect(tries).toBeGreaterThanOrEqual(3);
    away = false;
    const child = `SELECT json_extract(body, '$.child') AS child FROM state WHERE kind = 'task' AND key = 'sub:1'`;
    await expect.poll(() => actor.sql.exec(child), { timeout: 10_000 }).toEqual([{ child: 'CHILD' }]);
  });
});
