import { runInDurableObject } from 'cloudflare:test';
import { describe, expect, inject, test } from 'vitest';
import type { Reply } from '../../src/host/directory.ts';
import { bodyOf, commandFor, executionOf, type Shown } from './running.ts';

const BASE = inject('endpoints');
const ROUNDS = 10;

interface Event {
  readonly type: string;
  readonly changes: readonly { readonly type: string; readonly instance?: string; readonly status?: string }[];
}

async function started(yaml: string): Promise<string> {
  const command = commandFor(yaml);
  bodyOf(await executionOf(command.id).start(command));
  return command.id;
}

async function eventsOf(id: string): Promise<readonly Event[]> {
  return bodyOf<{ data: Event[] }>(await executionOf(id).history(0, 200, [])).data;
}

/** Every end of a task instance and of the execution, in the order of the log. */
async function endsOf(id: string): Promise<readonly string[]> {
  return (await eventsOf(id)).flatMap(({ type, changes }) =>
    changes.flatMap((change) => {
      if (change.type === 'task.ended') {
        return [`${change.instance} ${change.status} by ${type}`];
      }
      return change.type === 'execution.ended' ? [`execution by ${type}`] : [];
    }),
  );
}

const statusOf = async (id: string, instance: string) => {
  const reply = await executionOf(id).task(instance);
  return reply.ok ? bodyOf<{ status: string }>(reply).status : null;
};
const becomes = (id: string, instance: string, status: string) =>
  expect.poll(() => statusOf(id, instance), { timeout: 10_000, interval: 5 }).toBe(status);
const endOf = async (id: string) => bodyOf<Shown>(await executionOf(id).wait(20_000));
const answered = (id: string, body: number) =>
  executionOf(id).callback({ instance: 'ask:1', item: null, attempt: 1, outcome: 'succeeded', body: String(body) });
const pauses = (delay: number) => new Promise((resolve) => setTimeout(resolve, delay));
const rounds = Array.from({ length: ROUNDS }, (_, round) => round);

/** Waits for a callback, at most so many seconds. */
const ASKS = (seconds: number) => `
tasks:
  - name: ask
    action: core.webhook
    input: {url: "${BASE}/ask", json: {to: "{{ callback_url }}"}, expires_in: ${seconds}}
    next:
      - {when: "{{ succeeded() }}", publish: {got: "{{ result() }}"}, do: after}
      - {when: "{{ failed() }}", publish: {got: late}, do: after}
  - {name: after}
output_map: {got: "{{ got }}"}
`;

describe('one outcome each', () => {
  test('50 callbacks at once: one is taken in, the others get its answer', async () => {
    const id = await started(ASKS(600));
    await becomes(id, 'ask:1', 'pending');
    const replies = await Promise.all(Array.from({ length: 50 }, () => answered(id, 7)));
    expect(replies.filter(({ ok }) => ok)).toHaveLength(50);
    expect((await endOf(id)).output).toEqual({ got: 7 });
    expect((await eventsOf(id)).filter(({ type }) => type === 'callback.received')).toHaveLength(1);
  });

  test('50 different callbacks at once: one is taken in, the others are refused', async () => {
    const id = await started(ASKS(600));
    await becomes(id, 'ask:1', 'pending');
    const replies = await Promise.all(Array.from({ length: 50 }, (_, i) => answered(id, i)));
    const won = replies.flatMap(({ ok }, i) => (ok ? [i] : []));
    expect(won).toHaveLength(1);
    expect((await endOf(id)).output).toEqual({ got: won[0] });
    expect(await endsOf(id)).toHaveLength(3);
  });

  test.each(rounds)('a callback against the time-out, %s: who is first decides', async (round) => {
    const id = await started(ASKS(0.3));
    await becomes(id, 'ask:1', 'pending');
    await pauses(150 + round * 18);
    const reply = await answered(id, 7);
    expect((await endOf(id)).output).toEqual({ got: reply.ok ? 7 : 'late' });
    const [first] = await endsOf(id);
    expect(first).toBe(reply.ok ? 'ask:1 succeeded by callback.received' : 'ask:1 timed_out by timer.fired');
    expect((await endsOf(id)).filter((end) => end.startsWith('ask:1'))).toHaveLength(1);
  });

  test.each(rounds)('a cancel against the completion, %s', async (round) => {
    const id = await started(`
tasks:
  - {name: call, action: core.http, input: {url: "${BASE}/slow/60/race"}, next: [{do: after}]}
  - {name: after}`);
    await becomes(id, 'call:1', 'running');
    await pauses(round * 12);
    const reply = await executionOf(id).command({ type: 'cancel', mode: round % 2 === 0 ? 'finish' : 'terminate' });
    const { status } = await endOf(id);
    // A cancel that was taken in decides; one that came after the end is refused.
    expect(status).toBe(reply.ok ? 'canceled' : 'succeeded');
    const ends = await endsOf(id);
    expect(ends.filter((end) => end.startsWith('call:1'))).toHaveLength(1);
    expect(ends.filter((end) => end.startsWith('execution'))).toHaveLength(1);
  });

  const AGAINST: Readonly<Record<string, string>> = {
    completion: `
tasks:
  - {name: t, action: core.http, input: {url: "${BASE}/slow/50/pause"}, next: [{publish: {done: true}, do: after}]}
  - {name: after}`,
    callback: `
tasks:
  - {name: t, action: core.webhook, input: {url: "${BASE}/ask"}, next: [{do: after}]}
  - {name: after}`,
    timer: `
tasks:
  - {name: t, action: core.sleep, input: {seconds: 0.05}, next: [{do: after}]}
  - {name: after}`,
    retry: `
tasks:
  - {name: t, action: core.fail, input: {message: no}, retry: {count: 2, delay: 0.04}, next: [{do: after}]}
  - {name: after}`,
  };

  describe.each(Object.keys(AGAINST))('a pause against a %s', (kind) => {
    test.each(rounds.slice(0, 6))('%s: nothing starts while it is paused, nothing is lost', async (round) => {
      const id = await started(AGAINST[kind] ?? '');
      if (kind === 'callback') {
        await becomes(id, 't:1', 'pending');
      }
      await pauses(round * 10);
      const callback = () =>
        executionOf(id).callback({ instance: 't:1', item: null, attempt: 1, outcome: 'succeeded', body: '1' });
      const [paused] = await Promise.all([
        executionOf(id).command({ type: 'pause' }),
        ...(kind === 'callback' ? [callback()] : []),
      ]);
      if (paused?.ok) {
        await expect
          .poll(async () => bodyOf<Shown>(await executionOf(id).describe()).status, { timeout: 10_000 })
          .toBe('paused');
        const before = (await eventsOf(id)).flatMap(({ changes }) => changes).filter(isDispatch).length;
        await pauses(120);
        const after = (await eventsOf(id)).flatMap(({ changes }) => changes).filter(isDispatch).length;
        expect(after).toBe(before);
        bodyOf(await executionOf(id).command({ type: 'resume' }));
      }
      expect((await endOf(id)).status).toBe('succeeded');
      const ends = (await endsOf(id)).map((end) => end.split(' by ')[0]);
      expect(ends).toEqual([`t:1 ${kind === 'retry' ? 'failed' : 'succeeded'}`, 'after:1 succeeded', 'execution']);
    });
  });

  test.each(rounds)('a completion by hand against the result of the call, %s', async (round) => {
    const id = await started(`
tasks:
  - {name: call, action: core.http, input: {url: "${BASE}/slow/60/hand"}, next: [{publish: {got: "{{ result() }}"}, do: noop}]}
output_map: {got: "{{ got }}"}`);
    await becomes(id, 'call:1', 'running');
    await pauses(round * 12);
    const byHand = { instance: 'call:1', item: null, status: 'succeeded', result: '"by hand"', message: '' } as const;
    const reply: Reply = await executionOf(id).complete(byHand);
    const { output, status } = await endOf(id);
    expect(status).toBe('succeeded');
    if (reply.ok) {
      expect(output).toEqual({ got: 'by hand' });
    } else {
      expect(output).toMatchObject({ got: { status: 200 } });
    }
    expect((await endsOf(id)).filter((end) => end.startsWith('call:1'))).toHaveLength(1);
  });

  test('50 starts of one execution at once are one start', async () => {
    const command = commandFor(ASKS(600));
    const replies = await Promise.all(Array.from({ length: 50 }, () => executionOf(command.id).start(command)));
    expect(new Set(replies.map((reply) => bodyOf<Shown>(reply).id))).toEqual(new Set([command.id]));
    const types = (await eventsOf(command.id)).map(({ type }) => type);
    expect(types.filter((type) => type === 'execution.started')).toHaveLength(1);
  });
});

function isDispatch({ type }: { readonly type: string }): boolean {
  return type === 'task.dispatched';
}

describe('a wide fan-out', () => {
  test('5,000 items with calls: all of them are made, at most six at once, and nobody else starves', async () => {
    const n = 5000;
    const command = commandFor(`
tasks:
  - {name: each, with: {items: "{{ range(${n}) | list }}", concurrency: 1000}, action: core.http, input: {url: "${BASE}/fan/{{ item }}"}, next: [{publish: {n: "{{ result() | length }}"}, do: noop}]}
  - {name: other, action: core.sleep, input: {seconds: 0.2}, next: [{do: more}]}
  - {name: more}
output_map: {n: "{{ n }}"}`);
    const stub = executionOf(command.id);
    bodyOf(await stub.start(command));
    let open = 0;
    let early = false;
    for (let live = true; live; ) {
      open = Math.max(
        open,
        await runInDurableObject(stub, (_, state) => {
          const leased = state.storage.sql.exec(
            "SELECT COUNT(*) AS n FROM outbox WHERE kind = 'call' AND lease IS NOT NULL",
          );
          return Number(leased.one().n);
        }),
      );
      const { status } = bodyOf<Shown>(await stub.describe());
      early ||= status === 'running' && (await statusOf(command.id, 'more:1')) === 'succeeded';
      live = status === 'running';
      await pauses(20);
    }
    const { status, output } = await endOf(command.id);
    expect({ status, output }).toEqual({ status: 'succeeded', output: { n } });
    expect(open).toBeGreaterThan(1);
    expect(open).toBeLessThanOrEqual(6);
    expect(early).toBe(true);
  }, 120_000);
});
