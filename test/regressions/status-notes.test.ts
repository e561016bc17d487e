import { describe, expect, test } from 'vitest';
import type { Effect } from '../../src/conductor/effect.ts';
import { Stage } from '../conductor/stage.ts';

const calls = (effects: readonly Effect[]) =>
  effects.flatMap((effect) => (effect.type === 'call' ? [effect.instance] : []));

/** What `docs/status.md` says below its tables. */
describe('statuses: what the tables leave to the notes', () => {
  test('a failure while the execution is failing or canceling is not tried again', () => {
    for (const way of ['failing', 'canceling'] as const) {
      const stage = new Stage('tasks: [{name: t, retry: {count: 5}}, {name: bad}]');
      stage.start();
      if (way === 'failing') {
        stage.fail('bad:1');
      } else {
        stage.take({ type: 'command.cancel', at: stage.now, mode: 'finish' });
      }
      expect(stage.shown().status).toBe(way);
      expect(calls(stage.fail('t:1'))).toEqual([]);
      expect(stage.state.get('task', 't:1')?.status).toBe('failed');
    }
  });

  test('while the execution pauses a failure is kept for its retry, which waits for the resume', () => {
    const stage = new Stage('tasks: [{name: t, retry: {count: 1}}]');
    stage.start();
    stage.take({ type: 'command.pause', at: stage.now });
    expect(calls(stage.fail('t:1'))).toEqual([]);
    expect([stage.shown().status, stage.state.get('task', 't:1')?.status]).toEqual(['paused', 'retrying']);
    stage.take({ type: 'command.resume', at: stage.now });
    expect(calls(stage.fire('t:1||retry'))).toEqual(['t:1']);
  });

  test('clocks of delays, retries and time limits stand still while paused, and keep the time that was left', () => {
    const stage = new Stage(`
tasks:
  - {name: late, delay: 100}
  - {name: again, retry: {count: 1, delay: 100}}
  - {name: limited, timeout: 100, total_timeout: 200, heartbeat: 50}`);
    stage.start();
    stage.take({ type: 'task.pending', at: stage.now, instance: 'limited:1', item: null, attempt: 1, expiresAt: null });
    stage.fail('again:1');
    stage.advance(40_000);
    stage.take({ type: 'command.pause', at: stage.now });
    const left = (key: string) => stage.timer(key)?.remaining;
    const keys = ['late:1||delay', 'again:1||retry', 'limited:1||timeout', 'limited:1||total', 'limited:1||heartbeat'];
    expect(keys.map(left)).toEqual([60_000, 60_000, 60_000, 160_000, 10_000]);
    expect(keys.map((key) => stage.timer(key)?.due)).toEqual([null, null, null, null, null]);
    stage.advance(1_000_000);
    stage.take({ type: 'command.resume', at: stage.now });
    expect(keys.map((key) => (stage.timer(key)?.due ?? 0) - stage.now)).toEqual([
      60_000, 60_000, 60_000, 160_000, 10_000,
    ]);
  });

  test('the limit of the execution and what core.sleep waits for run on', () => {
    const stage = new Stage('tasks: [{name: nap, action: core.sleep, input: {seconds: 100}}]');
    stage.start();
    const until = stage.now + 100_000;
    stage.take({ type: 'task.deferred', at: stage.now, instance: 'nap:1', item: null, attempt: 1, until });
    const limit = stage.timer('duration')?.due;
    stage.advance(10_000);
    stage.take({ type: 'command.pause', at: stage.now });
    expect([stage.timer('nap:1||sleep')?.due, stage.timer('duration')?.due]).toEqual([until, limit]);
    stage.fire('nap:1||sleep');
    expect([stage.shown().status, stage.state.get('task', 'nap:1')?.status]).toEqual(['paused', 'succeeded']);
  });

  test('a result for another attempt than the current one changes nothing, whatever the status', () => {
    const stage = new Stage('tasks: [{name: t, retry: {count: 2, delay: 60}}]');
    stage.start();
    const late = (attempt: number) => {
      const address = { instance: 't:1', item: null, attempt };
      stage.take({ type: 'task.completed', at: stage.now, ...address, result: { inline: 'late' } });
      return stage.last.changes.map(({ type }) => type);
    };
    expect(late(2)).toEqual(['cause.ignored']);
    stage.fail('t:1');
    expect(late(1)).toEqual(['cause.ignored']);
    stage.fire('t:1||retry');
    expect(late(1)).toEqual(['cause.ignored']);
    stage.take({ type: 'task.pending', at: stage.now, instance: 't:1', item: null, attempt: 2, expiresAt: null });
    expect(late(3)).toEqual(['cause.ignored']);
    expect(stage.state.get('task', 't:1')).toMatchObject({ status: 'pending', attempt: 2 });
  });

  test.each([
    ['a cancel', { type: 'command.cancel', mode: 'finish' } as const, 'canceling'],
    ['a failure', { type: 'engine.failed' } as const, 'failed'],
    ['a result', null, 'failing'],
  ])('%s ends a pause too: clocks of what may still finish go on, and children are told', (_, command, status) => {
    const stage = new Stage(`
tasks:
  - {name: limited, timeout: 100}
  - {name: sub}
  - {name: bad}`);
    stage.start();
    const child = '01JD000000000000000000CHLD';
    stage.take({ type: 'child.started', at: stage.now, instance: 'sub:1', item: null, attempt: 1, child });
    stage.advance(40_000);
    const paused = stage.take({ type: 'command.pause', at: stage.now });
    expect(paused).toContainEqual({ type: 'child', child, command: 'pause' });
    stage.advance(1_000_000);
    if (command?.type === 'engine.failed') {
      const error = { code: 'internal', message: 'no', kind: 'engine' } as const;
      const effects = stage.take({ type: 'engine.failed', at: stage.now, error });
      expect(effects).toContainEqual({ type: 'child', child, command: 'cancel' });
    } else {
      const effects = command === null ? stage.fail('bad:1') : stage.take({ ...command, at: stage.now });
      expect(effects).toContainEqual({ type: 'child', child, command: 'resume' });
      expect((stage.timer('limited:1||timeout')?.due ?? 0) - stage.now).toBe(60_000);
    }
    expect(stage.shown().status).toBe(status);
  });

  test('of what one event starts nothing more starts after something that fails', () => {
    const stage = new Stage(`
tasks:
  - {name: a, next: [{do: [before, broken, behind]}]}
  - {name: before}
  - {name: broken, input: {message: "{{ 1 / 0 }}"}}
  - {name: behind}`);
    stage.start();
    expect(calls(stage.complete('a:1'))).toEqual(['before:1']);
    expect(stage.shown().status).toBe('failing');
    const held = [...stage.state.scan('token', '')].filter(([, token]) => token.held).map(([, { value }]) => value);
    expect(held).toEqual(['behind']);
  });
});
