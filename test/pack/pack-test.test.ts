import { describe, expect, test } from 'vitest';
import { loadTest } from '../../src/pack/load-test.ts';

const END = 'expect: {status: succeeded}\n';

describe('a test of a workflow', () => {
  test('is complete after reading', () => {
    expect(loadTest(`workflow: kit.a\n${END}`)).toEqual({
      findings: [],
      test: { format: 1, workflow: 'kit.a', input: {}, mocks: [], signals: [], expect: { status: 'succeeded' } },
    });
  });

  test('has mocks, signals and expectations', () => {
    const source = `
workflow: kit.a
input: {url: "https://example.com"}
mocks:
  - {task: poll, n: 1, result: {status: pending}}
  - {task: poll, status: timed_out, delay: PT1M, times: 2}
  - {task: report, error: {code: http_status, kind: http, http_status: 503, data: [1]}}
signals:
  - {name: go, payload: {ok: true}, delay: 5}
  - {name: stop}
expect:
  status: failed
  output: null
  path: [poll, poll:2, report]
  errors: [http_status]
  events: [execution.started, task.failed]
`;
    expect(loadTest(source)).toEqual({
      findings: [],
      test: {
        format: 1,
        workflow: 'kit.a',
        input: { url: 'https://example.com' },
        mocks: [
          {
            task: 'poll',
            n: 1,
            status: 'succeeded',
            result: { status: 'pending' },
            error: null,
            delay_seconds: 0,
            times: null,
          },
          { task: 'poll', n: null, status: 'timed_out', result: null, error: null, delay_seconds: 60, times: 2 },
          {
            task: 'report',
            n: null,
            status: 'failed',
            result: null,
            error: { code: 'http_status', message: 'http_status', kind: 'http', http_status: 503, data: [1] },
            delay_seconds: 0,
            times: null,
          },
        ],
        signals: [
          { name: 'go', payload: { ok: true }, delay_seconds: 5 },
          { name: 'stop', payload: null, delay_seconds: 0 },
        ],
        expect: {
          status: 'failed',
          output: null,
          path: ['poll', 'poll:2', 'report'],
          errors: ['http_status'],
          events: ['execution.started', 'task.failed'],
        },
      },
    });
  });

  test.each([
    ['', 'wrong_type', ''],
    ['workflow: a.b', 'missing_key', ''],
    [END, 'missing_key', ''],
    [`workflow: a.b\n${END}inptu: {}`, 'unknown_key', '/inptu'],
    [`workflow: a.b\n${END}input: [1]`, 'wrong_type', '/input'],
    [`workflow: a.b\n${END}mocks: {a: 1}`, 'wrong_type', '/mocks'],
    [`workflow: a.b\n${END}mocks: [a]`, 'wrong_type', '/mocks/0'],
    [`workflow: a.b\n${END}mocks: [{result: 1}]`, 'missing_key', '/mocks/0'],
    [`workflow: a.b\n${END}mocks: [{task: a, reslt: 1}]`, 'unknown_key', '/mocks/0/reslt'],
    [`workflow: a.b\n${END}mocks: [{task: a, n: 0}]`, 'invalid_value', '/mocks/0/n'],
    [`workflow: a.b\n${END}mocks: [{task: a, status: running}]`, 'invalid_value', '/mocks/0/status'],
    [`workflow: a.b\n${END}mocks: [{task: a, delay: later}]`, 'invalid_value', '/mocks/0/delay'],
    [`workflow: a.b\n${END}mocks: [{task: a, status: succeeded, error: {code: x}}]`, 'invalid_value', '/mocks/0/error'],
    [`workflow: a.b\n${END}mocks: [{task: a, error: {message: x}}]`, 'missing_key', '/mocks/0/error'],
    [`workflow: a.b\n${END}signals: [{payload: 1}]`, 'missing_key', '/signals/0'],
    ['workflow: a.b\nexpect: {}', 'missing_key', '/expect'],
    ['workflow: a.b\nexpect: {status: running}', 'invalid_value', '/expect/status'],
    ['workflow: a.b\nexpect: {status: failed, outpt: 1}', 'unknown_key', '/expect/outpt'],
    ['workflow: a.b\nexpect: {status: failed, path: [a, "b:0"]}', 'invalid_value', '/expect/path/1'],
    ['workflow: a.b\nexpect: {status: failed, errors: x}', 'wrong_type', '/expect/errors'],
  ])('%j is refused with %s at %j', (source, code, path) => {
    const { test: read, findings } = loadTest(source);
    expect(read).toBeNull();
    expect(findings.map((finding) => [finding.code, finding.path])).toContainEqual([code, path]);
    expect(findings.every(({ line = 0 }) => line > 0)).toBe(true);
  });
});
