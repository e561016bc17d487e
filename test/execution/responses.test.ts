import { describe, expect, test } from 'vitest';
import { Actor } from '../support/actor.ts';

const RESPOND = `
tasks:
  - name: say
    action: core.respond
    input: {status: 201, headers: {X-One: 1, Content-Type: text/plain}, body: "hello"}
    next: [{do: again}]
  - name: again
    action: core.respond
    input: {body: {too: late}}
    next: [{do: rest}]
  - {name: rest, action: core.sleep, input: {seconds: 60}}`;

const SAID = { status: 201, headers: { 'x-one': '1', 'content-type': 'text/plain' }, body: 'hello' };

async function waited(actor: Actor, milliseconds = 60_000): Promise<unknown> {
  const reply = await actor.execution.wait(milliseconds);
  return reply.ok && reply.response !== undefined ? JSON.parse(reply.response) : null;
}

describe('core.respond', () => {
  test('answers who waits at once, and the execution goes on', async () => {
    const actor = await new Actor(RESPOND).start();
    expect(await waited(actor)).toEqual(SAID);
    expect(await actor.shown()).toMatchObject({ status: 'running' });
    expect(await actor.task('say:1')).toMatchObject({ status: 'succeeded', result: null });
  });

  test('wakes one who waits already', async () => {
    const actor = await new Actor(`
tasks:
  - {name: before, action: core.sleep, input: {seconds: 5}, next: [{do: say}]}
  - {name: say, action: core.respond, input: {body: [1]}, next: [{do: rest}]}
  - {name: rest, action: core.sleep, input: {seconds: 60}}`).start();
    const waiting = waited(actor);
    await actor.advance(5);
    expect(await waiting).toEqual({ status: 200, headers: {}, body: [1] });
  });

  test('is kept for who comes later, after an eviction and after the end', async () => {
    const actor = await new Actor(RESPOND).start();
    actor.evict();
    await actor.advance(60);
    expect(await actor.shown()).toMatchObject({ status: 'succeeded' });
    actor.evict();
    expect(await waited(actor, 1)).toEqual(SAID);
  });

  test('the first one counts; another is in the log as ignored', async () => {
    const actor = await new Actor(RESPOND).start();
    const changes = (await actor.events()).flatMap((event) => event.changes);
    expect(changes.filter(({ type }) => type.startsWith('response.'))).toMatchObject([
      { type: 'response.recorded', instance: 'say:1' },
      { type: 'response.ignored', first: 'say:1' },
    ]);
    expect(await actor.task('again:1')).toMatchObject({ status: 'succeeded' });
  });

  test('a secret is not said', async () => {
    const actor = await new Actor(
      `tasks: [{name: say, action: core.respond, input: {body: "{{ secret('pin') }}", headers: {x-pin: "{{ secret('pin') }}"}}}]`,
    ).start();
    expect(await waited(actor)).toEqual({ status: 200, headers: { 'x-pin': '[sealed]' }, body: '[sealed]' });
  });

  test.each(['{status: 100}', '{status: 99}', '{headers: {"a b": x}}', '{headers: {a: "x\\ny"}}', '{bodi: 1}'])(
    'with the input %s fails',
    async (input) => {
      const actor = await new Actor(`tasks: [{name: say, action: core.respond, input: ${input}}]`).start();
      expect(await actor.shown()).toMatchObject({ status: 'failed', error: { code: 'input_invalid' } });
      expect(await waited(actor, 1)).toBeNull();
    },
  );
});
