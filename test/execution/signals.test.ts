import { describe, expect, test } from 'vitest';
import type { Reply } from '../../src/host/directory.ts';
import type { Json } from '../../src/value/json.ts';
import { LIMITS } from '../../src/value/limits.ts';
import { Actor, bodyOf, codeOf } from '../support/actor.ts';
import { keysOf } from '../support/again.ts';

const WAIT = `
parameters: {least: {type: integer, default: 10}}
tasks:
  - name: wait
    action: core.wait
    input:
      signal: paid
      schema: {type: object, required: [amount], properties: {amount: {type: integer}}}
      filter: "{{ signal.amount >= least }}"
      expires_in: PT1H
    next:
      - {when: "{{ succeeded() }}", publish: {got: "{{ result().amount }}"}, do: noop}
      - {when: "{{ timed_out() }}", publish: {got: nothing}, do: noop}
output_map: {got: "{{ got }}"}`;

const send = (actor: Actor, payload: Json, key: string | null = null, name = 'paid'): Promise<Reply> =>
  actor.execution.signal({ name, payload: JSON.stringify(payload), key });
const statusOf = async (reply: Promise<Reply>) => bodyOf<{ status: string }>(await reply).status;

describe('a task that waits', () => {
  test('takes the first signal that fits its schema and its filter', async () => {
    const actor = await new Actor(WAIT).start();
    expect((await actor.task('wait:1')).status).toBe('pending');
    expect(await statusOf(send(actor, { amount: 3 }))).toBe('buffered');
    expect(await statusOf(send(actor, { sum: 30 }))).toBe('buffered');
    const reply = await send(actor, { amount: 30 });
    expect(bodyOf(reply)).toEqual({ signal: 'paid', status: 'delivered', instance: 'wait:1', item: null });
    expect(await actor.shown()).toMatchObject({ status: 'succeeded', output: { got: 30 } });
  });

  test('is told apart by the name of the signal', async () => {
    const actor = await new Actor(WAIT).start();
    expect(await statusOf(send(actor, { amount: 30 }, null, 'refunded'))).toBe('buffered');
    expect(codeOf(await send(actor, { amount: 30 }, null, 'no|name'))).toBe('bad_request');
    expect((await actor.task('wait:1')).status).toBe('pending');
  });

  test('says in the log why a signal was passed over', async () => {
    const actor = await new Actor(WAIT).start();
    await send(actor, { amount: 3 });
    const [change] = (await actor.events()).at(-1)?.changes ?? [];
    expect(change).toMatchObject({
      type: 'signal.buffered',
      passed: [{ instance: 'wait:1', item: null, attempt: 1, reason: 'the filter is false' }],
    });
  });

  test('waits no longer than it says, and a late signal finds nobody', async () => {
    const actor = await new Actor(WAIT).start();
    await actor.advance(3600);
    expect(await actor.shown()).toMatchObject({ status: 'succeeded', output: { got: 'nothing' } });
    expect(codeOf(await send(actor, { amount: 30 }))).toBe('conflict');
  });

  test('an alarm that is late does not give a signal more time', async () => {
    const actor = await new Actor(WAIT).start();
    actor.now += 3_600_000;
    expect(codeOf(await send(actor, { amount: 30 }))).toBe('conflict');
    expect(await actor.shown()).toMatchObject({ output: { got: 'nothing' } });
  });

  test('survives an eviction at any point', async () => {
    const actor = await new Actor(WAIT).start();
    actor.evict();
    expect(await statusOf(send(actor, { amount: 3 }))).toBe('buffered');
    actor.evict();
    expect(await statusOf(send(actor, { amount: 30 }))).toBe('delivered');
    actor.evict();
    expect(await actor.shown()).toMatchObject({ status: 'succeeded', output: { got: 30 } });
  });

  test('takes its signal while the execution is paused, and what comes next starts at the resume', async () => {
    const actor = await new Actor(`
tasks:
  - {name: wait, action: core.wait, input: {signal: go}, next: [{do: then}]}
  - {name: then}`).start();
    await actor.execution.command({ type: 'pause' });
    expect(await statusOf(send(actor, null, null, 'go'))).toBe('delivered');
    expect(await actor.shown()).toMatchObject({ status: 'paused' });
    await actor.execution.command({ type: 'resume' });
    expect(await actor.shown()).toMatchObject({ status: 'succeeded' });
  });

  test('is canceled with its execution, and its place in the queue goes', async () => {
    const actor = await new Actor(WAIT).start();
    await actor.execution.command({ type: 'cancel', mode: 'finish' });
    expect(await actor.shown()).toMatchObject({ status: 'canceled' });
    for (const kind of ['wait', 'listener'] as const) {
      expect(keysOf(actor, kind)).toEqual([]);
    }
  });

  test('whose filter cannot be evaluated for a payload does not take it, and the execution goes on', async () => {
    const actor = await new Actor(`
tasks:
  - {name: wait, action: core.wait, input: {signal: go, filter: "{{ signal.deep.value > 1 }}"}}`).start();
    expect(await statusOf(send(actor, 'text', null, 'go'))).toBe('buffered');
    expect(await statusOf(send(actor, { deep: { value: 2 } }, null, 'go'))).toBe('delivered');
    expect(await actor.shown()).toMatchObject({ status: 'succeeded' });
  });

  test('with an input that does not fit fails with the reasons', async () => {
    for (const input of ['{}', '{signal: "a b"}', '{signal: a, expires_in: soon}', '{signal: a, schema: {tipe: x}}']) {
      const actor = await new Actor(`tasks: [{name: wait, action: core.wait, input: ${input}}]`).start();
      expect(await actor.shown()).toMatchObject({ status: 'failed', error: { code: 'input_invalid' } });
    }
  });
});

describe('a signal that comes early', () => {
  const LATER = `
tasks:
  - {name: before, action: core.sleep, input: {seconds: 60}, next: [{do: wait}]}
  - name: wait
    action: core.wait
    input: {signal: paid, filter: "{{ signal > 1 }}"}
    next: [{publish: {got: "{{ result() }}"}, do: more}]
  - name: more
    action: core.wait
    input: {signal: paid}
    next: [{publish: {rest: "{{ result() }}"}, do: noop}]
output_map: {got: "{{ got }}", rest: "{{ rest }}"}`;

  test('is kept; who comes to wait takes the oldest that fits, and each is taken once', async () => {
    const actor = await new Actor(LATER).start();
    for (const payload of [1, 2, 3]) {
      expect(await statusOf(send(actor, payload))).toBe('buffered');
    }
    actor.evict();
    await actor.advance(60);
    expect(await actor.shown()).toMatchObject({ status: 'succeeded', output: { got: 2, rest: 1 } });
    expect(keysOf(actor, 'signal')).toHaveLength(1);
  });

  test('no more than so many are kept, and what is refused may be sent again', async () => {
    const actor = await new Actor(LATER).start();
    for (let n = 0; n < LIMITS.signals; n++) {
      await send(actor, 0);
    }
    const events = (await actor.events()).length;
    expect(codeOf(await send(actor, 5, 'again'))).toBe('signal_buffer_full');
    expect(await actor.events()).toHaveLength(events);
    await actor.advance(60);
    // Somebody waits now: one that fits nobody is refused all the same, one that fits is taken.
    expect(codeOf(await send(actor, 0))).toBe('signal_buffer_full');
    expect(await statusOf(send(actor, 5, 'again'))).toBe('delivered');
    expect(await actor.shown()).toMatchObject({ status: 'succeeded', output: { got: 5, rest: 0 } });
  });

  test('nor more than so much', async () => {
    const actor = await new Actor(LATER).start();
    const mebibyte = 'x'.repeat(1024 * 1024 - 2);
    for (let n = 0; n < 4; n++) {
      expect(await statusOf(send(actor, mebibyte))).toBe('buffered');
    }
    expect(codeOf(await send(actor, mebibyte))).toBe('signal_buffer_full');
  });
});

describe('told twice under one key', () => {
  test('it counts once, with the same answer; another body is refused', async () => {
    const actor = await new Actor(WAIT).start();
    const first = await send(actor, { amount: 3 }, 'k');
    const again = await send(actor, { amount: 3 }, 'k');
    expect(again).toMatchObject({ ok: true, replayed: true, body: first.ok ? first.body : '' });
    expect(keysOf(actor, 'signal')).toHaveLength(1);
    expect(codeOf(await send(actor, { amount: 4 }, 'k'))).toBe('idempotency_key_reused');
    expect(codeOf(await send(actor, { amount: 3 }, 'other'))).toBe(null);
    expect(keysOf(actor, 'signal')).toHaveLength(2);
  });

  test('also after an eviction, and after the end', async () => {
    const actor = await new Actor(WAIT).start();
    const first = await send(actor, { amount: 30 }, 'k');
    actor.evict();
    expect(await send(actor, { amount: 30 }, 'k')).toMatchObject({ replayed: true, body: first.ok ? first.body : '' });
  });
});

describe('several that wait', () => {
  test('the one that has waited longest takes it', async () => {
    const actor = await new Actor(`
tasks:
  - {name: a, action: core.wait, input: {signal: go}}
  - {name: b, action: core.wait, input: {signal: go}}`).start();
    expect(bodyOf(await send(actor, 1, null, 'go'))).toMatchObject({ instance: 'a:1' });
    expect(bodyOf(await send(actor, 2, null, 'go'))).toMatchObject({ instance: 'b:1' });
  });

  test('items wait each for its own, with a filter over the item', async () => {
    const actor = await new Actor(`
tasks:
  - name: each
    with: {items: "order in {{ [7, 8, 9] }}"}
    action: core.wait
    input: {signal: paid, filter: "{{ signal.order == order and index < 3 }}"}
    next: [{publish: {all: "{{ result() }}"}, do: noop}]
output_map: {all: "{{ all }}"}`).start();
    for (const [order, item] of [
      [9, 2],
      [7, 0],
      [8, 1],
    ] as const) {
      expect(bodyOf(await send(actor, { order }))).toMatchObject({ status: 'delivered', item });
    }
    expect(await actor.shown()).toMatchObject({ output: { all: [{ order: 7 }, { order: 8 }, { order: 9 }] } });
    expect(keysOf(actor, 'listener')).toEqual([]);
  });

  test('a further attempt waits anew', async () => {
    const actor = await new Actor(`
tasks:
  - name: wait
    action: core.wait
    retry: {count: 1}
    input: {signal: go, expires_in: 60}`).start();
    await actor.advance(60);
    expect(keysOf(actor, 'wait')).toEqual(['wait:1||2']);
    expect(await statusOf(send(actor, 1, null, 'go'))).toBe('delivered');
    expect(await actor.shown()).toMatchObject({ status: 'succeeded' });
  });
});

test('an execution that is over a limit of its own does not say that it took the signal', async () => {
  const actor = await new Actor(`
entry_points: [wait]
tasks:
  - {name: wait, action: core.wait, input: {signal: go}, next: [{do: wait}]}`).start();
  const mebibyte = 'x'.repeat(1024 * 1024 - 2);
  let taken = 0;
  while (taken < 100 && codeOf(await send(actor, mebibyte, null, 'go')) === null) {
    taken++;
  }
  expect(taken).toBeGreaterThan(50);
  expect(taken).toBeLessThan(70);
  expect(await actor.shown()).toMatchObject({ status: 'failed', error: { code: 'values_limit_exceeded' } });
  expect(codeOf(await send(actor, 1, null, 'go'))).toBe('conflict');
});

test('many that wait for other signals cost nothing', async () => {
  const reads = async (others: number) => {
    const names = Array.from(
      { length: others },
      (_, i) => `  - {name: t${i}, action: core.wait, input: {signal: s${i}}}`,
    );
    const actor = await new Actor(
      `tasks:\n${names.join('\n')}\n  - {name: it, action: core.wait, input: {signal: it}}`,
    ).start();
    const before = { read: actor.sql.read, written: actor.sql.written };
    await send(actor, 1, null, 'it');
    return { read: actor.sql.read - before.read, written: actor.sql.written - before.written };
  };
  expect(await reads(300)).toEqual(await reads(3));
});
