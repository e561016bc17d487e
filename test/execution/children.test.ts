import { describe, expect, test } from 'vitest';
import { Actor, type ActorOptions, codeOf } from '../support/actor.ts';

const CLOSURE = { actions: {}, children: { 'test.child': { hash: 'h', version: 1 } }, config: {} };
const PARENT: ActorOptions = { closure: CLOSURE, start: async ({ parent }) => `CHILD-${parent.item ?? 'only'}` };
const SUB = `
tasks:
  - name: sub
    action: test.child
    next:
      - {when: "{{ completed() }}", publish: {got: "{{ result() }}", was: "{{ 'ok' if succeeded() else 'not' }}"}, do: noop}
output_map: {got: "{{ got }}", was: "{{ was }}"}`;

const moved = (actor: Actor, status: 'paused' | 'running', item: number | null = null) =>
  actor.execution.childMoved({
    ...{ execution: actor.id, instance: 'sub:1', item, attempt: 1 },
    ...{ child: `CHILD-${item ?? 'only'}`, status },
  });
const ended = (actor: Actor, output: unknown, item: number | null = null) =>
  actor.execution.childEnded({
    ...{ execution: actor.id, instance: 'sub:1', item, attempt: 1, child: `CHILD-${item ?? 'only'}` },
    ...{ status: 'succeeded', output: JSON.stringify(output), error: null },
  });
const statusOf = async (actor: Actor) => (await actor.shown()).status;

describe('a parent that is paused', () => {
  test('is paused when its child says that it stands still, and both go on', async () => {
    const actor = await new Actor(SUB, PARENT).start();
    await actor.execution.command({ type: 'pause' });
    await actor.settle();
    expect(await statusOf(actor)).toBe('pausing');
    expect(actor.commands).toEqual([{ child: 'CHILD-only', command: 'pause' }]);
    await moved(actor, 'paused');
    expect(await statusOf(actor)).toBe('paused');
    await moved(actor, 'paused');
    expect(await statusOf(actor)).toBe('paused');
    await actor.execution.command({ type: 'resume' });
    await actor.settle();
    expect(actor.commands.at(-1)).toEqual({ child: 'CHILD-only', command: 'resume' });
    await moved(actor, 'running');
    expect((await actor.task('sub:1')).status).toBe('running');
    await ended(actor, 7);
    expect(await actor.shown()).toMatchObject({ status: 'succeeded', output: { got: 7, was: 'ok' } });
  });

  test('waits for every child of its items', async () => {
    const actor = await new Actor(
      SUB.replace('action: test.child', 'with: {items: "{{ [1, 2] }}"}\n    action: test.child'),
      PARENT,
    ).start();
    await actor.execution.command({ type: 'pause' });
    await moved(actor, 'paused', 0);
    expect(await statusOf(actor)).toBe('pausing');
    await moved(actor, 'paused', 1);
    expect(await statusOf(actor)).toBe('paused');
    await actor.execution.command({ type: 'resume' });
    await actor.settle();
    expect(actor.commands.filter(({ command }) => command === 'resume')).toHaveLength(2);
    await moved(actor, 'running', 0);
    await moved(actor, 'running', 1);
    await ended(actor, 'a', 0);
    await ended(actor, 'b', 1);
    expect(await actor.shown()).toMatchObject({ status: 'succeeded', output: { got: ['a', 'b'] } });
  });

  test('a child that somebody paused by itself leaves its parent running', async () => {
    const actor = await new Actor(SUB, PARENT).start();
    await moved(actor, 'paused');
    expect(await statusOf(actor)).toBe('running');
    expect((await actor.task('sub:1')).status).toBe('pending');
    await moved(actor, 'running');
    await ended(actor, 1);
    expect(await statusOf(actor)).toBe('succeeded');
  });

  test('one that stands still does not hold up a cancel that lets running calls finish', async () => {
    const actor = await new Actor(SUB, PARENT).start();
    await moved(actor, 'paused');
    await actor.execution.command({ type: 'cancel', mode: 'finish' });
    await actor.settle();
    expect(await statusOf(actor)).toBe('canceled');
    expect(actor.commands).toEqual([{ child: 'CHILD-only', command: 'cancel' }]);
  });

  test('what a child says about an attempt that is over is refused', async () => {
    const actor = await new Actor(SUB, PARENT).start();
    await ended(actor, 1);
    expect(codeOf(await moved(actor, 'paused'))).toBe('conflict');
  });
});

describe('the end of a parent', () => {
  const timedOut = (more: string) => SUB.replace('    action:', `    timeout: 60\n${more}    action:`);

  test.each([
    ['', [{ child: 'CHILD-only', command: 'cancel' }]],
    ['    on_parent_end: cancel\n', [{ child: 'CHILD-only', command: 'cancel' }]],
    ['    on_parent_end: abandon\n', []],
  ])('a time-out goes down as `%s` says', async (more, commands) => {
    const actor = await new Actor(timedOut(more), PARENT).start();
    await actor.advance(60);
    expect(await actor.shown()).toMatchObject({ status: 'succeeded', output: { was: 'not' } });
    expect(actor.commands).toEqual(commands);
  });

  test('a child that cannot be reached is told later; the parent does not wait for it', async () => {
    const actor = await new Actor(SUB, PARENT).start();
    actor.reachable = false;
    await actor.execution.command({ type: 'cancel', mode: 'terminate' });
    await actor.settle();
    expect(await statusOf(actor)).toBe('canceled');
    expect(actor.commands).toEqual([]);
    actor.evict();
    actor.reachable = true;
    await actor.advance(600);
    expect(actor.commands).toEqual([{ child: 'CHILD-only', command: 'cancel' }]);
  });
});

describe('a child', () => {
  const parent = { execution: 'PARENT', instance: 'sub:1', item: 3, attempt: 2, depth: 1 };
  const told = (actor: Actor) => actor.told.map(({ status }) => status);

  test('tells its parent when it stands still, goes on and ends, and that alone', async () => {
    const actor = await new Actor('tasks: [{name: a, action: core.wait, input: {signal: go}}]', { parent }).start();
    expect(told(actor)).toEqual([]);
    await actor.execution.command({ type: 'pause' });
    await actor.settle();
    expect(told(actor)).toEqual(['paused']);
    await actor.execution.command({ type: 'resume' });
    await actor.settle();
    await actor.execution.signal({ name: 'go', payload: '1', key: null });
    await actor.settle();
    expect(told(actor)).toEqual(['paused', 'running', 'succeeded']);
    expect(actor.told[0]).toMatchObject({
      execution: 'PARENT',
      instance: 'sub:1',
      item: 3,
      attempt: 2,
      child: actor.id,
    });
  });

  test('whose parent cannot be reached tells it how things stand then', async () => {
    const actor = await new Actor('tasks: [{name: a, action: core.wait, input: {signal: go}}]', { parent }).start();
    actor.reachable = false;
    await actor.execution.command({ type: 'pause' });
    await actor.execution.command({ type: 'cancel', mode: 'terminate' });
    await actor.settle();
    actor.reachable = true;
    await actor.advance(600);
    expect(told(actor)).toEqual(['canceled']);
  });
});
