import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { insertExecution } from '../../src/registry/execution-write.ts';
import { ulid } from '../../src/value/ulid.ts';
import { dataOf, listOf } from './support/answers.ts';
import { startEngine } from './support/start-engine.ts';

/** One task whose call stays out, and one that waits for its callback. */
const TWO = `ref: verbs.two
tasks:
  - {name: run, action: core.http, input: {url: "https://example.com/hangs"}}
  - {name: ask, action: core.webhook, heartbeat: 60, input: {url: "https://example.com/ask", json: {to: "{{ callback_url }}"}}}
`;
const ONE = `ref: verbs.one
concurrency: {key: all, limit: 1}
tasks:
  - {name: run, action: core.http, input: {url: "https://example.com/hangs"}}
`;
const EXECUTIONS = '/api/v1/executions';

let api: Awaited<ReturnType<typeof startEngine>>;
beforeAll(async () => {
  api = await startEngine();
  const { answer } = api.engine;
  api.engine.answer = (request) => (request.url.endsWith('/hangs') ? new Promise(() => undefined) : answer(request));
  for (const yaml of [TWO, ONE]) {
    await dataOf(await api.send('POST', '/api/v1/workflows', { yaml }), 201);
  }
});
afterAll(() => api.close());

interface Subject {
  readonly id: string;
  /** Path of the callback of the task that waits. */
  readonly callback: string;
}

const post = (id: string, rest: string, json: unknown = {}) => api.send('POST', `${EXECUTIONS}/${id}${rest}`, { json });
const statusOf = async (id: string) => (await dataOf(await api.send('GET', `${EXECUTIONS}/${id}`))).status;
const complete = (id: string, instance: string, status: string) => post(id, `/tasks/${instance}/complete`, { status });

async function running(body: unknown = {}): Promise<Subject> {
  const { id } = await dataOf(await api.send('POST', '/api/v1/workflows/verbs.two/executions', { json: body }), 202);
  const ask = async () => (await dataOf(await api.send('GET', `${EXECUTIONS}/${id}/tasks/ask:1`))).status;
  await expect.poll(ask).toBe('pending');
  const { to } = JSON.parse(api.engine.calls.findLast(({ url }) => url.endsWith('/ask'))?.body ?? '{}');
  return { id: String(id), callback: new URL(to).pathname };
}

async function after(steps: readonly ((id: string) => Promise<Response>)[]): Promise<Subject> {
  const subject = await running();
  for (const step of steps) {
    expect((await step(subject.id)).status).toBe(200);
  }
  return subject;
}

/** How an execution comes to each status. */
const MAKE: Readonly<Record<string, () => Promise<Subject>>> = {
  // The index knows it, and its object has not been told yet.
  requested: async () => {
    const id = ulid(api.env.clock.now(), api.env.random(10));
    await insertExecution(api.db, {
      ...{ id, workflow: 'verbs.two', pack: 'verbs', version: 1, hash: 'x', status: 'requested', parent: null },
      ...{ tags: [], started_at: 0, ended_at: null, wake_at: null, seq: 0, input_preview: null },
    });
    const { callback } = await running();
    return { id, callback };
  },
  running: () => running(),
  pausing: () => after([(id) => post(id, '/pause')]),
  paused: () => after([(id) => post(id, '/pause'), (id) => complete(id, 'run:1', 'succeeded')]),
  canceling: () => after([(id) => post(id, '/cancel')]),
  failing: () => after([(id) => complete(id, 'ask:1', 'failed')]),
  canceled: () => after([(id) => post(id, '/cancel', { mode: 'terminate' })]),
  succeeded: () => after([(id) => complete(id, 'ask:1', 'succeeded'), (id) => complete(id, 'run:1', 'succeeded')]),
  failed: () => after([(id) => complete(id, 'ask:1', 'failed'), (id) => complete(id, 'run:1', 'succeeded')]),
  timed_out: async () => {
    const subject = await running({ timeout: 1 });
    await new Promise((done) => setTimeout(done, 1100));
    await api.engine.execution(subject.id).wake();
    return subject;
  },
};
const ENDED = ['canceled', 'succeeded', 'failed', 'timed_out'];

/** What the table of docs/status.md makes of a command; null: it changes nothing. */
function documented(status: string, column: string): string | null {
  const page = readFileSync(join(import.meta.dirname, '../../docs/status.md'), 'utf8');
  const lines = page.split('\n').filter((line) => line.startsWith('|'));
  const cellsOf = (line: string) => line.split('|').map((cell) => cell.trim());
  const header = cellsOf(lines.find((line) => line.startsWith('| execution |')) ?? '');
  const row = cellsOf(lines.find((line) => line.startsWith(`| ${status} |`)) ?? '');
  const cell = row[header.indexOf(column)] ?? 'missing';
  return cell === '–' ? null : (cell.split(',')[0] ?? '');
}

interface Expected {
  readonly code: number;
  /** The status afterwards; undefined: as it was, or gone. */
  readonly becomes?: string;
}
interface Verb {
  readonly send: (subject: Subject, status: string) => Promise<Response>;
  /** Null: it carries its own proof, and nobody is to be accounted for. */
  readonly action: string | null;
  readonly expected: (status: string) => Expected;
}

const command =
  (column: string) =>
  (status: string): Expected => {
    const becomes = documented(status, column);
    return becomes === null ? { code: 409 } : { code: 200, becomes };
  };
const onlyEnded = (code: number) => (status: string) => ({ code: ENDED.includes(status) ? code : 409 });

/** A task that is still open in the status. */
const openTask = (status: string) => (status === 'canceling' || status === 'failing' ? 'run:1' : 'ask:1');
const AFTER_COMPLETION: Readonly<Record<string, string>> = {
  ...{ running: 'running', pausing: 'pausing', paused: 'paused', canceling: 'canceled', failing: 'failed' },
};

const VERBS: Readonly<Record<string, Verb>> = {
  pause: { send: ({ id }) => post(id, '/pause'), action: 'execution.pause', expected: command('pause') },
  resume: { send: ({ id }) => post(id, '/resume'), action: 'execution.resume', expected: command('resume') },
  'cancel finish': {
    send: ({ id }) => post(id, '/cancel', { mode: 'finish' }),
    action: 'execution.cancel',
    expected: command('cancel finish'),
  },
  'cancel terminate': {
    send: ({ id }) => post(id, '/cancel', { mode: 'terminate' }),
    action: 'execution.cancel',
    expected: command('cancel terminate'),
  },
  rerun: {
    send: ({ id }) => post(id, '/rerun', { from: ['ask'] }),
    action: 'execution.rerun',
    expected: onlyEnded(202),
  },
  delete: {
    send: ({ id }) => api.send('DELETE', `${EXECUTIONS}/${id}`),
    action: 'execution.delete',
    expected: onlyEnded(204),
  },
  complete: {
    send: ({ id }, status) => complete(id, openTask(status), 'succeeded'),
    action: 'task.complete',
    expected: (status) => {
      const becomes = AFTER_COMPLETION[status];
      return becomes === undefined ? { code: 409 } : { code: 200, becomes };
    },
  },
  heartbeat: {
    send: ({ callback }) => api.send('POST', `${callback}/heartbeat`, { token: null }),
    action: null,
    expected: (status) => ({ code: ['running', 'pausing', 'paused'].includes(status) ? 204 : 409 }),
  },
};

interface Entry {
  readonly action: string;
  readonly refused: string | null;
}
async function entries(id: string, action: string): Promise<readonly Entry[]> {
  const all = await Promise.all(
    ['', '/tasks/ask:1', '/tasks/run:1'].map(async (rest) => {
      const response = await api.send('GET', `/api/v1/audit?target=executions/${id}${rest}`);
      return (await listOf<Entry>(response)).data;
    }),
  );
  return all.flat().filter((entry) => entry.action === action);
}

describe.each(Object.keys(VERBS))('%s', (name) => {
  const verb = VERBS[name] as Verb;

  test.each(Object.keys(MAKE).filter((status) => status !== 'requested'))('an execution that is %s', async (status) => {
    const subject = await (MAKE[status] as () => Promise<Subject>)();
    expect(await statusOf(subject.id)).toBe(status);
    const earlier = verb.action === null ? [] : await entries(subject.id, verb.action);
    const { code, becomes = status } = verb.expected(status);
    const response = await verb.send(subject, status);
    const body = code === 204 ? null : ((await response.json()) as { code?: string });
    expect({ code: response.status, problem: body?.code }).toEqual({
      ...{ code, problem: code === 409 ? 'conflict' : undefined },
    });
    if (name === 'delete' && code === 204) {
      expect((await api.send('GET', `${EXECUTIONS}/${subject.id}`)).status).toBe(404);
    } else {
      expect(await statusOf(subject.id)).toBe(becomes);
    }
    if (verb.action !== null) {
      const told = (await entries(subject.id, verb.action)).slice(0, -earlier.length || undefined);
      expect(told.map(({ refused }) => refused).toSorted()).toEqual(code === 409 ? ['conflict', null] : [null]);
    }
  });
});

/** There is no object to ask yet; a start that never came can be cleared away. */
test.each(Object.entries(VERBS).filter(([, { action }]) => action !== null))(
  '%s: an execution that is requested, whose object knows nothing yet',
  async (name, verb) => {
    const subject = await (MAKE.requested as () => Promise<Subject>)();
    expect((await verb.send(subject, 'requested')).status).toBe(name === 'delete' ? 204 : 404);
  },
);

/** Behind one that runs, with one place for both. */
async function queued(): Promise<Subject> {
  const path = '/api/v1/workflows/verbs.one/executions';
  const first = await dataOf<{ id: string }>(await api.send('POST', path), 202);
  await expect.poll(() => statusOf(first.id)).toBe('running');
  const second = await dataOf<{ id: string; status: string }>(await api.send('POST', path), 202);
  expect(second.status).toBe('requested');
  return { id: second.id, callback: '' };
}

test.each([
  ['pause', 409, 'requested'],
  ['resume', 409, 'requested'],
  ['cancel finish', 200, 'canceled'],
  ['cancel terminate', 200, 'canceled'],
  ['rerun', 409, 'requested'],
  ['delete', 409, 'requested'],
] as const)('%s: an execution that waits for its place', async (name, code, becomes) => {
  const verb = VERBS[name] as Verb;
  const subject = await queued();
  expect((await verb.send(subject, 'requested')).status).toBe(code);
  expect(await statusOf(subject.id)).toBe(becomes);
  const told = await entries(subject.id, String(verb.action));
  expect(told.map(({ refused }) => refused).toSorted()).toEqual(code === 409 ? ['conflict', null] : [null]);
  for (const { id } of (await listOf<{ id: string }>(await api.send('GET', `${EXECUTIONS}?workflow=verbs.one`))).data) {
    await post(id, '/cancel', { mode: 'terminate' });
  }
});

test('complete: an execution that waits for its place has no task yet', async () => {
  const { id } = await queued();
  expect((await complete(id, 'run:1', 'succeeded')).status).toBe(404);
  expect(await statusOf(id)).toBe('requested');
});

test('the tables name every status', () => {
  for (const status of Object.keys(MAKE).filter((each) => each !== 'requested')) {
    for (const column of ['pause', 'resume', 'cancel finish', 'cancel terminate']) {
      expect(documented(status, column), `${status} ${column}`).not.toBe('missing');
    }
  }
});
