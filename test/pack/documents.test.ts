import { describe, expect, it } from 'vitest';
import { loadManifest } from '../../src/pack/manifest.ts';
import { loadAction } from '../../src/pack/pack-action.ts';

const codes = (findings: readonly { code: string; path: string }[]) => findings.map(({ code, path }) => [code, path]);

describe('pack.yaml', () => {
  it('is complete after reading', () => {
    expect(loadManifest('ref: kit').manifest).toEqual({
      ref: 'kit',
      label: 'kit',
      description: null,
      version: '0.0.0',
      dialect: null,
      config_schema: null,
      config: {},
      egress: null,
      tags: [],
    });
    const full = `
ref: kit
label: The kit
description: tools
version: 1.10.2
dialect: orquesta
config_schema: {type: object, properties: {region: {type: string}}, required: [region]}
config: {region: eu}
egress: [api.example.com]
tags: [a, b, a]`;
    expect(loadManifest(full)).toMatchObject({
      findings: [],
      manifest: { version: '1.10.2', dialect: 'orquesta', config: { region: 'eu' }, tags: ['a', 'b'] },
    });
  });

  it.each([
    ['', 'wrong_type', ''],
    ['[a]', 'wrong_type', ''],
    ['label: x', 'missing_key', ''],
    ['ref: 1', 'wrong_type', '/ref'],
    ['ref: a.b', 'invalid_value', '/ref'],
    ['ref: kit\nref: kit', 'duplicate_key', ''],
    ['ref: kit\nverion: 1', 'unknown_key', '/verion'],
    ['ref: kit\ndialect: mistral', 'invalid_value', '/dialect'],
    ['ref: kit\ntags: x', 'wrong_type', '/tags'],
    ['ref: kit\nconfig: 1', 'wrong_type', '/config'],
    ['ref: kit\nconfig_schema: {type: object, required: [r]}', 'missing_key', '/config/r'],
    ['ref: kit\nconfig_schema: {properties: {r: {type: string}}}\nconfig: {r: 1}', 'wrong_type', '/config/r'],
  ])('%j is refused with %s at %j', (source, code, path) => {
    const { manifest, findings } = loadManifest(source);
    expect(manifest).toBeNull();
    expect(codes(findings)).toContainEqual([code, path]);
    expect(findings[0]?.line).toBeGreaterThan(0);
  });

  it('reads what it has given back', () => {
    const { manifest } = loadManifest('ref: kit\nlabel: Kit\nconfig:\n');
    expect(loadManifest(JSON.stringify(manifest))).toEqual({ manifest, findings: [] });
  });

  it('may be JSON', () => {
    expect(loadManifest('{"ref":"kit","config":{"a":[1,null,true]}}').manifest).toMatchObject({
      config: { a: [1, null, true] },
    });
  });
});

describe('an action', () => {
  const load = (source: string) => loadAction(source, { ref: 'kit.call', pack: 'kit' });

  it('has its parameters as a schema and its call as it stands', () => {
    const source = `
label: Call
parameters:
  url: {type: string, required: true}
  token: {type: string, secret: true}
output: {type: object}
timeout: PT1M
secrets: [api, api]
delivery: at_most_once
call:
  kind: http
  method: POST
  url: "{{ url }}"
  headers: {authorization: "Bearer {{ token }}"}
  json: {a: [1, "{{ x }}"]}
  expect: [200, 404]
  result: "{{ result.body }}"`;
    expect(load(source)).toMatchObject({
      findings: [],
      action: {
        ref: 'kit.call',
        label: 'Call',
        parameters: { type: 'object', required: ['url'], properties: { token: { secret: true } } },
        output: { type: 'object' },
        timeout: 'PT1M',
        secrets: ['api'],
        delivery: 'at_most_once',
        call: { kind: 'http', method: 'POST', json: { a: [1, '{{ x }}'] }, expect: [200, 404] },
      },
    });
  });

  it('may wait for a callback or be a workflow', () => {
    const webhook = 'call: {kind: webhook, url: "http://x", expires_in: 60, fail_when: "{{ body.bad }}", secret: s}';
    expect(load(webhook).action?.call).toEqual({
      kind: 'webhook',
      url: 'http://x',
      expires_in: 60,
      fail_when: '{{ body.bad }}',
      secret: 's',
    });
    expect(load('ref: kit.other\ncall: {kind: workflow, ref: kit.flow}').action).toMatchObject({
      ref: 'kit.other',
      parameters: { type: 'object', properties: {} },
      call: { kind: 'workflow', ref: 'kit.flow' },
    });
  });

  it.each([
    ['label: x', 'missing_key', ''],
    ['call: {url: x}', 'invalid_value', '/call'],
    ['call: {kind: shell, url: x}', 'invalid_value', '/call/kind'],
    ['call: {kind: http}', 'missing_key', '/call'],
    ['call: {kind: http, url: x, headrs: {}}', 'unknown_key', '/call/headrs'],
    ['call: {kind: http, url: x, json: 1, body: 2}', 'invalid_value', '/call/body'],
    ['call: {kind: workflow, ref: kit.a, url: x}', 'unknown_key', '/call/url'],
    ['ref: other.call\ncall: {kind: http, url: x}', 'invalid_value', '/ref'],
    ['delivery: once\ncall: {kind: http, url: x}', 'invalid_value', '/delivery'],
    ['parameters: [a]\ncall: {kind: http, url: x}', 'wrong_type', '/parameters'],
    ['run: rm -rf /\ncall: {kind: http, url: x}', 'unknown_key', '/run'],
  ])('%j is refused with %s at %j', (source, code, path) => {
    const { action, findings } = load(source);
    expect(action).toBeNull();
    expect(codes(findings)).toContainEqual([code, path]);
  });
});
