import { expect, test } from 'vitest';
import type { ExecutionRow } from '../../src/projection/rows.ts';
import { Journal, type LogMode, logModeOf } from '../../src/telemetry/journal.ts';
import { Actor } from '../support/actor.ts';

function written(mode: LogMode) {
  const lines: [level: string, line: Record<string, unknown>][] = [];
  const to = (level: string) => (line: string) => void lines.push([level, JSON.parse(line)]);
  return { lines, journal: new Journal(mode, { log: to('log'), error: to('error') }, () => 0) };
}

const row = (code: string | null): ExecutionRow => {
  const error = code === null ? null : { code, message: 'confidential', kind: 'engine' as const };
  return {
    ...{ id: 'E', workflow: 'a.b', definition: 'h', status: code === null ? 'succeeded' : 'failed', seq: 7, at: 2500 },
    ...{ startedAt: 1000, endedAt: 2500, input: { inline: 'confidential' }, startAt: null, tags: ['confidential'] },
    ...{ limits: { duration: 1, taskIterations: 1 }, onFailure: 'finish', tokens: 0, scopes: 0, order: 0 },
    ...{ instances: 0, active: 0, running: 0, errors: 0, error, output: { inline: 'confidential' }, counted: false },
  };
};

test('an execution that ends is a line of ids and codes', () => {
  const { lines, journal } = written('all');
  journal.ended(row(null));
  journal.ended(row('http_status'));
  journal.ended(row('internal'));
  const base = { time: '1970-01-01T00:00:00.000Z', event: 'execution.ended', execution: 'E', workflow: 'a.b', seq: 7 };
  expect(lines).toEqual([
    ['log', { level: 'info', ...base, status: 'succeeded', code: null, duration_seconds: 1.5 }],
    ['log', { level: 'info', ...base, status: 'failed', code: 'http_status', duration_seconds: 1.5 }],
    ['error', { level: 'error', ...base, status: 'failed', code: 'internal', duration_seconds: 1.5 }],
  ]);
});

test('by default only what nobody expects is told, and nothing when it is off', () => {
  const { lines, journal } = written(logModeOf(undefined));
  journal.ended(row(null));
  journal.ended(row('internal'));
  journal.failed('R', new TypeError('broken'));
  expect(lines.map(([, { event, request = null }]) => [event, request])).toEqual([
    ['execution.ended', null],
    ['request.failed', 'R'],
  ]);
  expect(lines[1]?.[1]).toMatchObject({ level: 'error', code: 'internal', error: 'TypeError: broken' });
  const off = written('off');
  off.journal.ended(row('internal'));
  off.journal.failed('R', new Error('broken'));
  expect(off.lines).toEqual([]);
});

test('each execution is told of once', async () => {
  const { lines, journal } = written('all');
  const actor = await new Actor('tasks: [{name: one, next: [{do: two}]}, {name: two}]', { journal }).start();
  await actor.execution.command({ type: 'cancel', mode: 'terminate' });
  actor.evict();
  await actor.advance(60);
  expect(lines.map(([, { execution, status }]) => [execution, status])).toEqual([[actor.id, 'succeeded']]);
});

test('lines of `core.log` stand at their task, with their time', async () => {
  const actor = await new Actor(
    'tasks: [{name: one, action: core.log, input: {message: {n: 1}, level: warning}, next: [{do: two}]}, {name: two}]',
  ).start();
  expect(await actor.task('one:1')).toMatchObject({
    log: [{ at: '2023-11-14T22:13:20.000Z', level: 'warning', message: { n: 1 } }],
    ...{ scheduled_at: '2023-11-14T22:13:20.000Z', ended_at: '2023-11-14T22:13:20.000Z' },
  });
  expect(await actor.task('two:1')).toMatchObject({ log: [] });
});
