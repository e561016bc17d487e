import { describe, expect, test } from 'vitest';
import { Actor, bodyOf, codeOf } from '../support/actor.ts';

const keyed = (key: string, more = '') => `
parameters: {team: {type: string, default: red}, hidden: {type: string, secret: true, default: x}, list: {type: array, default: []}}
concurrency: {key: ${JSON.stringify(key)}, limit: 1}
vars: {start: "{{ parameters.team }}!"}
tasks:
  - {name: work, action: core.sleep, input: {seconds: 60}, next: [{publish: {done: "{{ start }}"}, do: noop}]}
output_map: {done: "{{ done }}"}
${more}`;

describe('the key', () => {
  test.each([
    ['{{ parameters.team }}', 'red'],
    ['deploy-{{ team }}', 'deploy-red'],
    ['{{ 7 }}', '7'],
    ['', ''],
  ])('%s is %s', async (key, expected) => {
    const actor = await new Actor(keyed(key)).start();
    expect((await actor.shown()).status).toBe('running');
    expect(await actor.limits('test.workflow', expected).describe()).toMatchObject({ running: [actor.id] });
  });

  test.each([
    ['{{ parameters.list }}', 'concurrency_key_invalid'],
    ['{{ none }}', 'concurrency_key_invalid'],
    ["{{ parameters.team * 'x' }}", 'expression_type_error'],
    ["{{ secret('x') }}", 'concurrency_key_invalid'],
    [`${'x'.repeat(257)}`, 'concurrency_key_invalid'],
  ])('%s fails the execution before anything of it begins', async (key, code) => {
    const actor = await new Actor(keyed(key)).start();
    expect(await actor.shown()).toMatchObject({ status: 'failed', error: { code } });
    expect((await actor.events()).map(({ type }) => type)).toEqual(['execution.requested']);
    await actor.advance(31);
    expect(actor.alarm).toBeNull();
  });

  test('is refused when it comes from a sealed parameter', async () => {
    const sealed = { $sealed: [{ parameter: 'box' }] };
    const actor = await new Actor(keyed('{{ parameters.hidden }}'), {
      input: { hidden: sealed },
      trusted: true,
    }).start();
    expect(await actor.shown()).toMatchObject({ status: 'failed', error: { code: 'concurrency_key_invalid' } });
  });
});

describe('admission', () => {
  test('is asked for again until the limit can be reached, also by another object', async () => {
    const actor = new Actor(keyed('k'));
    actor.limitAway = true;
    await actor.start();
    expect((await actor.shown()).status).toBe('requested');
    actor.evict();
    await actor.advance(31);
    expect((await actor.shown()).status).toBe('requested');
    actor.limitAway = false;
    await actor.advance(31);
    expect((await actor.shown()).status).toBe('running');
    await actor.advance(61);
    expect(await actor.shown()).toMatchObject({ status: 'succeeded', output: { done: 'red!' } });
    expect(await actor.limits('test.workflow', 'k').describe()).toEqual({ running: [], queued: 0, queue: [] });
  });

  test('told twice it begins once', async () => {
    const actor = await new Actor(keyed('k')).start();
    expect(codeOf(await actor.execution.admit())).toBe('conflict');
    expect((await actor.events()).filter(({ type }) => type === 'execution.admitted')).toHaveLength(2);
    expect(await actor.task('work:1')).toMatchObject({ status: 'running' });
  });

  test('what waits says so, and shows an empty state', async () => {
    const limit = new Actor(keyed('k')).limits;
    await limit('test.workflow', 'k').request({ execution: 'other', limit: 1, onLimit: 'queue' });
    const actor = new Actor(keyed('k'));
    actor.limits = limit;
    await actor.start();
    expect(await actor.shown()).toMatchObject({ status: 'requested', waiting_for: expect.stringContaining('"k"') });
    expect(bodyOf(await actor.execution.state())).toMatchObject({ status: 'requested', tokens: [] });
    await actor.execution.signal({ name: 'early', payload: '1', key: null });
    expect(bodyOf(await actor.execution.command({ type: 'cancel', mode: 'finish' }))).toMatchObject({
      ...{ status: 'canceled', error: null },
    });
  });
});
