import { describe, expect, test } from 'vitest';
import { Stage } from '../conductor/stage.ts';

/** A failure that comes about when a join fires is a failure like any other. */
describe('failures at a join that fires', () => {
  const WAYS = {
    'its input cannot be evaluated': 'action: core.echo, input: {message: "{{ 1 / 0 }}"}',
    'its condition cannot be evaluated': 'when: "{{ nothing.at.all }}"',
    'its delay is none': 'delay: "{{ [] }}"',
    'its items are no list': 'with: {items: "{{ 7 }}"}',
  };

  test.each(Object.entries(WAYS))('%s: what waits is canceled at once, and nothing new starts', (_, keys) => {
    const stage = new Stage(`
tasks:
  - {name: a, next: [{do: j}]}
  - {name: late, delay: 60}
  - {name: again, retry: {count: 1, delay: 60}}
  - {name: ask}
  - {name: j, join: all, ${keys}}`);
    stage.start();
    stage.fail('again:1');
    stage.take({ type: 'task.pending', at: stage.now, instance: 'ask:1', item: null, attempt: 1, expiresAt: null });
    stage.complete('a:1');
    const statuses = ['late:1', 'again:1', 'ask:1'].map((id) => stage.state.get('task', id)?.status);
    expect([stage.shown().status, ...statuses]).toEqual(['failed', 'canceled', 'canceled', 'canceled']);
    expect([...stage.state.scan('timer', '')]).toEqual([]);
  });

  test('the limit on iterations: the same', () => {
    const stage = new Stage(`
entry_points: [head, late]
tasks:
  - {name: head, join: active, max_iterations: 1, next: [{do: body}]}
  - {name: body, next: [{do: head}]}
  - {name: late, delay: 60}`);
    stage.start();
    stage.complete('head:1');
    stage.complete('body:1');
    expect(stage.shown()).toMatchObject({ status: 'failed', error: { code: 'iteration_limit_exceeded' } });
    expect(stage.state.get('task', 'late:1')?.status).toBe('canceled');
  });

  test('`on_failure: terminate`: what runs is aborted too', () => {
    const stage = new Stage(`
on_failure: terminate
tasks:
  - {name: a, next: [{do: j}]}
  - {name: busy}
  - {name: j, join: all, action: core.echo, input: {message: "{{ 1 / 0 }}"}}`);
    stage.start();
    const effects = stage.complete('a:1');
    expect(effects).toContainEqual({ type: 'call.aborted', instance: 'busy:1', item: null, attempt: 1 });
    expect(stage.shown().status).toBe('failed');
  });
});
