import { describe, expect, test } from 'vitest';
import type { InquiryAddress, Reply } from '../../src/host/directory.ts';
import type { Json } from '../../src/value/json.ts';
import { Actor, bodyOf, codeOf } from '../support/actor.ts';

const ASK = `
tasks:
  - name: ask
    action: core.ask
    input:
      prompt: "Pay {{ 12 }} euros?"
      schema: {type: object, required: [approved], properties: {approved: {type: boolean}}}
      assignee: ann
      expires_in: P1D
    next:
      - {when: "{{ succeeded() }}", publish: {got: "{{ result().approved }}"}, do: noop}
      - {when: "{{ timed_out() }}", publish: {got: nothing}, do: noop}
output_map: {got: "{{ got }}"}`;

const FIRST: InquiryAddress = { instance: 'ask:1', item: null, attempt: 1 };
const respond = (actor: Actor, response: Json, address = FIRST, key: string | null = null): Promise<Reply> =>
  actor.execution.respond({ ...address, response: JSON.stringify(response), by: 'bea', key });
const statusOf = async (actor: Actor, address = FIRST) =>
  bodyOf<{ status: string }>(await actor.execution.inquiry(address)).status;

describe('a task that asks', () => {
  test('opens an inquiry that says what is asked, under an id that does not change', async () => {
    const actor = await new Actor(ASK).start();
    const expected = {
      ...{ id: `${actor.id}.ask:1.-.1`, execution: actor.id, instance: 'ask:1', item: null, attempt: 1 },
      ...{ prompt: 'Pay 12 euros?', assignee: 'ann', status: 'open', response: null, responded_by: null },
      expires: actor.now + 86_400_000,
    };
    expect(bodyOf(await actor.execution.inquiry(FIRST))).toMatchObject(expected);
    expect(actor.inquiries).toMatchObject([expected]);
    expect((await actor.task('ask:1')).status).toBe('pending');
  });

  test('goes on with the first response that fits', async () => {
    const actor = await new Actor(ASK).start();
    const misfit = await respond(actor, { approved: 'yes' });
    expect(misfit).toMatchObject({ ok: false, problem: { code: 'invalid_input', findings: [{ path: '/approved' }] } });
    expect(await statusOf(actor)).toBe('open');
    actor.evict();
    const answered = bodyOf(await respond(actor, { approved: true }));
    expect(answered).toMatchObject({ status: 'answered', response: { approved: true }, responded_by: 'bea' });
    expect(await actor.shown()).toMatchObject({ status: 'succeeded', output: { got: true } });
    await actor.settle();
    expect(actor.inquiries.at(-1)).toMatchObject({ status: 'answered', response: { approved: true } });
    expect(codeOf(await respond(actor, { approved: true }))).toBe('inquiry_answered');
  });

  test('the same response under one key is answered the same', async () => {
    const actor = await new Actor(ASK).start();
    const first = await respond(actor, { approved: true }, FIRST, 'k');
    expect(await respond(actor, { approved: true }, FIRST, 'k')).toMatchObject({
      ...{ ok: true, replayed: true },
      body: first.ok ? first.body : '',
    });
    expect(codeOf(await respond(actor, { approved: false }, FIRST, 'k'))).toBe('idempotency_key_reused');
  });

  test('waits no longer than it says', async () => {
    const actor = await new Actor(ASK).start();
    actor.now += 86_400_000;
    expect(codeOf(await respond(actor, { approved: true }))).toBe('inquiry_closed');
    expect(await statusOf(actor)).toBe('expired');
    expect(await actor.shown()).toMatchObject({ output: { got: 'nothing' } });
    await actor.settle();
    expect(actor.inquiries.at(-1)).toMatchObject({ status: 'expired' });
  });

  test('is withdrawn with its execution, and when it is completed by hand', async () => {
    const canceled = await new Actor(ASK).start();
    await canceled.execution.command({ type: 'cancel', mode: 'finish' });
    expect(await statusOf(canceled)).toBe('canceled');
    expect(codeOf(await respond(canceled, { approved: true }))).toBe('inquiry_closed');
    const byHand = await new Actor(ASK).start();
    const result = JSON.stringify({ approved: false });
    await byHand.execution.complete({ instance: 'ask:1', item: null, status: 'succeeded', result, message: '' });
    expect(await statusOf(byHand)).toBe('canceled');
    expect(await byHand.shown()).toMatchObject({ output: { got: false } });
  });

  test('asks again at its next attempt; the question before is closed', async () => {
    const actor = await new Actor(ASK.replace('    next:', '    retry: {count: 1}\n    next:')).start();
    await actor.advance(86_400);
    expect(await statusOf(actor)).toBe('expired');
    const second = { ...FIRST, attempt: 2 };
    expect(await statusOf(actor, second)).toBe('open');
    expect(codeOf(await respond(actor, { approved: true }))).toBe('inquiry_closed');
    expect(codeOf(await respond(actor, { approved: true }, second))).toBeNull();
    expect(await actor.shown()).toMatchObject({ status: 'succeeded', output: { got: true } });
  });

  test('items ask each for itself', async () => {
    const actor = await new Actor(`
tasks:
  - name: ask
    with: {items: "{{ ['a', 'b'] }}"}
    action: core.ask
    input: {prompt: "{{ item }}?"}
    next: [{publish: {all: "{{ result() }}"}, do: noop}]
output_map: {all: "{{ all }}"}`).start();
    await respond(actor, 2, { ...FIRST, item: 1 });
    expect(await statusOf(actor, { ...FIRST, item: 0 })).toBe('open');
    expect(await statusOf(actor, { ...FIRST, item: 1 })).toBe('answered');
    await respond(actor, 1, { ...FIRST, item: 0 });
    expect(await actor.shown()).toMatchObject({ status: 'succeeded', output: { all: [1, 2] } });
  });

  test('nobody asked there', async () => {
    const actor = await new Actor(ASK).start();
    expect(codeOf(await respond(actor, 1, { ...FIRST, attempt: 2 }))).toBe('not_found');
    expect(codeOf(await actor.execution.inquiry({ ...FIRST, instance: 'other:1' }))).toBe('not_found');
  });

  test('with an input that does not fit fails with the reasons', async () => {
    for (const input of ['{}', '{prompt: ""}', '{prompt: a, schema: {type: strange}}', '{prompt: a, to: ann}']) {
      const actor = await new Actor(`tasks: [{name: ask, action: core.ask, input: ${input}}]`).start();
      expect(await actor.shown()).toMatchObject({ status: 'failed', error: { code: 'input_invalid' } });
    }
  });

  test('a secret in the question is not told', async () => {
    const actor = await new Actor(
      `tasks: [{name: ask, action: core.ask, input: {prompt: "Is {{ secret('pin') }} right?"}}]`,
    ).start();
    expect(bodyOf(await actor.execution.inquiry(FIRST))).toMatchObject({ prompt: 'Is [sealed] right?' });
  });
});

describe('the registry is away', () => {
  test('it is told later, and only how things stand then', async () => {
    const actor = new Actor(ASK);
    actor.reachable = false;
    await actor.start();
    await respond(actor, { approved: true });
    expect(await actor.shown()).toMatchObject({ status: 'succeeded' });
    expect(actor.inquiries).toEqual([]);
    actor.evict();
    actor.reachable = true;
    await actor.advance(600);
    expect(actor.inquiries).toMatchObject([{ status: 'answered' }]);
  });
});
