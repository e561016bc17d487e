import { describe, expect, test } from 'vitest';
import { loadTrigger } from '../../src/trigger/definition/load-trigger.ts';

const HOOK = 'workflow: kit.deploy\ntype: webhook\nwebhook: {preset: github, secrets: [hook]}\n';
const CLOCK = 'workflow: kit.deploy\ntype: schedule\nschedule: {interval: PT1H}\n';
const hook = (webhook: string) => `workflow: kit.deploy\ntype: webhook\nwebhook: ${webhook}\n`;
const clock = (schedule: string) => `workflow: kit.deploy\ntype: schedule\nschedule: ${schedule}\n`;

/** The trigger of a text that must be right. */
function read(source: string) {
  const { trigger, findings } = loadTrigger(source, 'kit.t');
  expect(findings).toEqual([]);
  return trigger;
}

const found = (source: string) =>
  loadTrigger(source, 'kit.t').findings.map(({ code, path, line, column }) => [code, path, line, column]);

describe('a trigger', () => {
  test('is complete after reading', () => {
    expect(read(HOOK)).toEqual({
      format: 1,
      name: 'kit.t',
      label: 'kit.t',
      description: null,
      workflow: 'kit.deploy',
      enabled: true,
      filter: null,
      input: {},
      tags: [],
      type: 'webhook',
      webhook: {
        preset: 'github',
        secrets: ['hook'],
        tolerance_seconds: null,
        respond: 'accepted',
        wait_seconds: null,
      },
    });
  });

  test('has a condition, a mapping and tags', () => {
    const more = `
ref: kit.t
label: Deployments
description: of the main branch
enabled: false
filter: >
  {{ trigger.body.ref == 'refs/heads/main' and trigger.headers['x-github-event'] == 'push' }}
input:
  sha: "{{ trigger.body.after }}"
  by: {name: "{{ trigger.body.pusher.name | default('nobody') }}", at: "{{ trigger.time }}"}
  list: [1, "{{ trigger.query.n }}"]
tags: [ci, ci]
`;
    expect(read(HOOK + more)).toMatchObject({
      label: 'Deployments',
      enabled: false,
      filter: "{{ trigger.body.ref == 'refs/heads/main' and trigger.headers['x-github-event'] == 'push' }}",
      input: { sha: '{{ trigger.body.after }}', by: { at: '{{ trigger.time }}' }, list: [1, '{{ trigger.query.n }}'] },
      tags: ['ci'],
    });
    expect(read(`${HOOK}input: "{{ trigger.body }}"\n`)?.input).toBe('{{ trigger.body }}');
  });

  test('may be JSON, as requests have it, with its name inside', () => {
    const body = { name: 'deploys', workflow: 'kit.deploy', type: 'schedule', schedule: { cron: '@daily' } };
    expect(loadTrigger(JSON.stringify(body))).toMatchObject({ findings: [], trigger: { name: 'deploys' } });
    expect(loadTrigger(JSON.stringify({ ...body, name: undefined })).findings).toMatchObject([
      { code: 'missing_key', path: '' },
    ]);
  });

  test.each([
    ['{preset: stripe, secrets: [a, b]}', { secrets: ['a', 'b'], tolerance_seconds: 300 }],
    ['{preset: slack, secrets: [a], tolerance: PT1M}', { tolerance_seconds: 60 }],
    ['{preset: standard-webhooks, secrets: [a]}', { preset: 'standard-webhooks', tolerance_seconds: 300 }],
    ['{preset: github, secrets: [a], respond: result}', { respond: 'result', wait_seconds: 30 }],
    ['{preset: github, secrets: [a], respond: result, wait: 5}', { wait_seconds: 5 }],
    [
      '{preset: none, allow_unsigned: true, delivery_id_header: X-Id}',
      { preset: 'none', allow_unsigned: true, delivery_id_header: 'x-id' },
    ],
    [
      '{preset: hmac, secrets: [a], header: X-Sig}',
      {
        header: 'x-sig',
        algorithm: 'sha256',
        encoding: 'hex',
        prefix: '',
        timestamp_header: null,
        tolerance_seconds: null,
        delivery_id_header: null,
      },
    ],
    [
      '{preset: hmac, secrets: [a], header: X-Sig, algorithm: sha512, encoding: base64, prefix: v1=, timestamp_header: X-Time}',
      { algorithm: 'sha512', encoding: 'base64', prefix: 'v1=', timestamp_header: 'x-time', tolerance_seconds: 300 },
    ],
  ])('webhook: %s', (text, settings) => {
    expect(read(hook(text))).toMatchObject({ type: 'webhook', webhook: settings });
  });

  test.each([
    ['{interval: PT1H}', { interval_seconds: 3600, catch_up: 'none', catch_up_limit: null, overlap: 'skip' }],
    ['{interval: 10}', { interval_seconds: 10 }],
    ['{cron: " 0 9  * * mon-fri "}', { cron: '0 9 * * mon-fri', timezone: 'UTC' }],
    ['{cron: "@daily", timezone: Europe/Berlin, overlap: cancel}', { timezone: 'Europe/Berlin', overlap: 'cancel' }],
    ['{cron: "@daily", catch_up: all}', { catch_up: 'all', catch_up_limit: 100 }],
    ['{cron: "@daily", catch_up: all, catch_up_limit: 7}', { catch_up_limit: 7 }],
    ['{interval: PT1M, catch_up: last, overlap: allow}', { catch_up: 'last', catch_up_limit: null, overlap: 'allow' }],
  ])('schedule: %s', (text, settings) => {
    expect(read(clock(text))).toMatchObject({ type: 'schedule', schedule: settings });
  });
});

describe('what is wrong with a trigger', () => {
  test.each([
    ['', 'wrong_type', ''],
    ['[a]', 'wrong_type', ''],
    ['type: webhook\nwebhook: {preset: github, secrets: [a]}', 'missing_key', ''],
    ['workflow: a.b', 'missing_key', ''],
    ['workflow: a.b\ntype: email', 'invalid_value', '/type'],
    ['workflow: a.b\ntype: webhook', 'missing_key', ''],
    [`${HOOK}schedule: {interval: 60}`, 'unknown_key', '/schedule'],
    [`${CLOCK}webhook: {preset: github, secrets: [a]}`, 'unknown_key', '/webhook'],
    [`${HOOK}fliter: x`, 'unknown_key', '/fliter'],
    [`${HOOK}ref: other.t`, 'ref_mismatch', '/ref'],
    [`${HOOK}name: other.t`, 'ref_mismatch', '/name'],
    [`${HOOK}ref: kit.t\nname: kit.t`, 'invalid_value', '/name'],
    [`${HOOK}ref: a b`, 'invalid_value', '/ref'],
    [`${HOOK}enabled: yes`, 'wrong_type', '/enabled'],
    [`${HOOK}tags: x`, 'wrong_type', '/tags'],
    [`${HOOK}input: [1]`, 'wrong_type', '/input'],
    [`${HOOK}input: "x {{ trigger.body }}"`, 'invalid_value', '/input'],
    [`${HOOK}input: {"{{ trigger.body }}": 1}`, 'invalid_value', '/input/{{ trigger.body }}'],
    [`${HOOK}input: {a: "{{ trigger. }}"}`, 'expression_syntax', '/input/a'],
    [`${HOOK}input: {a: "{{ nofunction(1) }}"}`, 'unknown_function', '/input/a'],
    [`${HOOK}input: {a: "{{ trigger.body | nofilter }}"}`, 'unknown_filter', '/input/a'],
    [`${HOOK}input: {a: "<% $.trigger %>"}`, 'expression_syntax', '/input/a'],
    [`${HOOK}input: {a: [{b: "{{ body.x }}"}]}`, 'name_out_of_place', '/input/a/0/b'],
    [`${HOOK}input: {a: "{{ parameters.x }}"}`, 'name_out_of_place', '/input/a'],
    [`${HOOK}input: {a: "{{ result() }}"}`, 'name_out_of_place', '/input/a'],
    [`${HOOK}input: {a: "{{ secret('x') }}"}`, 'name_out_of_place', '/input/a'],
    [`${HOOK}input: {a: "{{ trigger.boddy }}"}`, 'name_out_of_place', '/input/a'],
    [`${CLOCK}input: {a: "{{ trigger.body }}"}`, 'name_out_of_place', '/input/a'],
    [`${HOOK}filter: "{{ x }}"`, 'name_out_of_place', '/filter'],
    [`${HOOK}filter: ""`, 'invalid_value', '/filter'],
    [hook('github'), 'wrong_type', '/webhook'],
    [hook('{secrets: [a]}'), 'missing_key', '/webhook'],
    [hook('{preset: gitub, secrets: [a]}'), 'invalid_value', '/webhook/preset'],
    [hook('{preset: github}'), 'missing_key', '/webhook'],
    [hook('{preset: github, secrets: []}'), 'invalid_value', '/webhook/secrets'],
    [hook('{preset: github, secrets: [a, b, c, d, e, f]}'), 'invalid_value', '/webhook/secrets'],
    [hook('{preset: github, secrets: ["a b"]}'), 'invalid_value', '/webhook/secrets/0'],
    [hook('{preset: github, secrets: [a], tolerance: 5}'), 'unknown_key', '/webhook/tolerance'],
    [hook('{preset: github, secrets: [a], allow_unsigned: true}'), 'unknown_key', '/webhook/allow_unsigned'],
    [hook('{preset: stripe, secrets: [a], tolerance: PT2H}'), 'invalid_value', '/webhook/tolerance'],
    [hook('{preset: none}'), 'missing_key', '/webhook'],
    [hook('{preset: none, allow_unsigned: false}'), 'wrong_type', '/webhook/allow_unsigned'],
    [hook('{preset: none, allow_unsigned: true, secrets: [a]}'), 'unknown_key', '/webhook/secrets'],
    [hook('{preset: hmac, secrets: [a]}'), 'missing_key', '/webhook'],
    [hook('{preset: hmac, secrets: [a], header: "X Y"}'), 'invalid_value', '/webhook/header'],
    [hook('{preset: hmac, secrets: [a], header: X, algorithm: md5}'), 'invalid_value', '/webhook/algorithm'],
    [hook('{preset: hmac, secrets: [a], header: X, tolerance: 60}'), 'invalid_value', '/webhook/tolerance'],
    [hook('{preset: github, secrets: [a], wait: 5}'), 'invalid_value', '/webhook/wait'],
    [hook('{preset: github, secrets: [a], respond: result, wait: 61}'), 'invalid_value', '/webhook/wait'],
    [clock('hourly'), 'wrong_type', '/schedule'],
    [clock('{overlap: skip}'), 'missing_key', '/schedule'],
    [clock('{cron: "@daily", interval: 60}'), 'invalid_value', '/schedule/interval'],
    [clock('{cron: "0 9 * *"}'), 'invalid_value', '/schedule/cron'],
    [clock('{cron: "0 0 31 2 *"}'), 'invalid_value', '/schedule/cron'],
    [clock('{cron: "@daily", timezone: Europe/Berln}'), 'invalid_value', '/schedule/timezone'],
    [clock('{cron: "@daily", timezone: "+02:00"}'), 'invalid_value', '/schedule/timezone'],
    [clock('{interval: 60, timezone: UTC}'), 'unknown_key', '/schedule/timezone'],
    [clock('{interval: 9}'), 'invalid_value', '/schedule/interval'],
    [clock('{interval: P400D}'), 'invalid_value', '/schedule/interval'],
    [clock('{interval: soon}'), 'invalid_value', '/schedule/interval'],
    [clock('{interval: 60, catch_up: some}'), 'invalid_value', '/schedule/catch_up'],
    [clock('{interval: 60, catch_up_limit: 5}'), 'invalid_value', '/schedule/catch_up_limit'],
    [clock('{interval: 60, catch_up: all, catch_up_limit: 1001}'), 'invalid_value', '/schedule/catch_up_limit'],
  ])('%j: %s at %j', (source, code, path) => {
    const { trigger, findings } = loadTrigger(source, 'kit.t');
    expect(trigger).toBeNull();
    expect(findings.map((finding) => [finding.code, finding.path])).toContainEqual([code, path]);
    expect(findings.every(({ line = 0, column = 0 }) => line > 0 && column > 0)).toBe(true);
  });

  test('a condition that is text is only warned of', () => {
    const plain = loadTrigger(`${HOOK}filter: trigger.body.ok\n`, 'kit.t');
    expect(plain.findings).toMatchObject([{ code: 'condition_without_expression', severity: 'warning', line: 4 }]);
    expect(plain.trigger).not.toBeNull();
    expect(loadTrigger(`${HOOK}filter: "x{{ trigger.body.ok }}"\n`, 'kit.t').findings).toMatchObject([
      { code: 'condition_is_text', severity: 'warning' },
    ]);
  });

  test('everything is told at once, at its place', () => {
    const source = `workflow: 7
type: webhook
webhok: {}
webhook:
  preset: hmac
  secrets: [ok]
  hedder: X-Sig
input:
  a: >-
    text in front
    {{ trigger.body.x }} and {{ nothing }}
`;
    expect(found(source)).toEqual([
      ['wrong_type', '/workflow', 1, 11],
      ['unknown_key', '/webhok', 3, 1],
      ['missing_key', '/webhook', 5, 3],
      ['unknown_key', '/webhook/hedder', 7, 3],
      ['name_out_of_place', '/input/a', 11, 33],
    ]);
    const hints = loadTrigger(source, 'kit.t').findings.map(({ hint }) => hint);
    expect(hints).toContain('Did you mean `header`?');
    expect(loadTrigger(hook('{preset: gitub}'), 'kit.t').findings[0]?.hint).toBe('Did you mean `github`?');
    expect(loadTrigger(clock('{cron: "@daily", timezone: Europe/Berln}'), 'k.t').findings[0]?.hint).toBe(
      'Did you mean `Europe/Berlin`?',
    );
    expect(loadTrigger(`${HOOK}input: {a: "{{ trigger.boddy }}"}`, 'kit.t').findings[0]?.hint).toBe(
      'Did you mean `trigger.body`?',
    );
  });
});
