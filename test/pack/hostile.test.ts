import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { memorySource, type PackFile } from '../../src/pack/file-source.ts';
import { inspectDefinition } from '../../src/pack/inspect-definition.ts';
import { loadPack } from '../../src/pack/load-pack.ts';
import { registerPack } from '../../src/pack/register-pack.ts';
import { listWorkflows } from '../../src/registry/workflow-read.ts';
import { fileStore, type OpenStore, openRegistry } from '../registry/stores.ts';

const SEED = 20_261_128;
const FILES = 1000;

const WORKFLOW = `label: Deploy
parameters:
  sha: {type: string, required: true}
vars: {rounds: 0, list: [1, 2, {a: "b"}]}
tasks:
  - name: build
    action: core.http
    input: {url: "https://example.com/{{ parameters.sha }}", headers: {a: "{{ rounds }}"}}
    retry: {count: 3, delay: PT1S, when: "{{ error().kind == 'http' }}"}
    next:
      - when: "{{ succeeded() and result().status == 200 }}"
        publish: [{rounds: "{{ rounds + 1 }}"}]
        do: [ship, tell]
      - do: fail
  - {name: ship, with: "{{ list }}", action: core.echo, input: {message: "{{ item }}"}, next: [{do: done}]}
  - {name: tell, action: core.log, input: {message: &m "told"}, next: [{do: done}]}
  - {name: done, join: all, input: {x: *m}}
output_map: {rounds: "{{ rounds }}"}
`;
const ORQUESTA = `version: 1.0
dialect: orquesta
input:
  - names
  - limit: 3
vars:
  - out: <% [] %>
tasks:
  sing:
    with: <% ctx(names) %>
    action: core.echo message=<% item() %>
    next:
      - when: <% succeeded() %>
        publish: out=<% result() %>
        do: noop
`;
const ACTION =
  'parameters: {to: {type: string}}\nsecrets: [key]\ncall: {kind: http, url: "https://example.com", json: {a: "{{ to }}"}}\n';
const TRIGGER = `workflow: bad.w0
type: webhook
webhook: {preset: hmac, secrets: [a], header: X-Sig, timestamp_header: X-Time}
filter: "{{ trigger.body.ok }}"
input: {sha: "{{ trigger.headers['x-sha'] }}"}
`;
const SCHEDULE = 'workflow: bad.w0\ntype: schedule\nschedule: {cron: "0 9 * * mon-fri", timezone: Europe/Berlin}\n';
const TEST =
  'workflow: bad.w0\ninput: {sha: a}\nmocks: [{task: build, n: 1, error: {code: x}}]\nexpect: {status: failed, path: [build]}\n';

const KINDS = [
  ['workflows/w', WORKFLOW],
  ['workflows/o', ORQUESTA],
  ['actions/a', ACTION],
  ['triggers/t', TRIGGER],
  ['triggers/s', SCHEDULE],
  ['tests/e', TEST],
] as const;

/** A small generator with a seed, so that a failure can be seen again. */
function numbers(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (Math.imul(state ^ (state >>> 15), 0x2c1b3c6d) + 0x9e3779b9) | 0;
    const mixed = Math.imul(state ^ (state >>> 13), 0x297a2d39);
    return ((mixed ^ (mixed >>> 16)) >>> 0) % below;
  };
}

const SPLINTERS = [
  '{{',
  '}}',
  '{%',
  '%}',
  '<%',
  '%>',
  '{',
  '}',
  '[',
  ']',
  ':',
  '- ',
  ', ',
  '\n',
  '\t',
  '"',
  "'",
  '|',
  '>',
  '&a ',
  '*a',
  '!!x ',
  '---\n',
  '...\n',
  '<<: ',
  '? ',
  '#',
  '\\',
  '\0',
  '\u{FEFF}',
  '\uD800',
  '\u2028',
  '\u{1F600}',
  '%YAML 9\n',
  '__proto__: {a: 1}\n',
  'constructor: 1\n',
  '1e999',
  '-0',
  '0x1F',
  '~',
  'null',
  'NaN',
  '9'.repeat(400),
  '['.repeat(200),
  '{{ '.repeat(50),
  '(a+)+$',
];

function mutate(text: string, pick: (below: number) => number): string {
  let result = text;
  for (let times = 1 + pick(6); times > 0; times--) {
    const at = pick(result.length + 1);
    const length = pick(12);
    const splinter = SPLINTERS[pick(SPLINTERS.length)] ?? '';
    const lines = result.split('\n');
    switch (pick(7)) {
      case 0:
        result = result.slice(0, at) + result.slice(at + length);
        break;
      case 1:
        result = result.slice(0, at) + splinter + result.slice(at);
        break;
      case 2:
        result = result.slice(0, at) + splinter + result.slice(at + length);
        break;
      case 3:
        lines.splice(pick(lines.length), 1, lines[pick(lines.length)] ?? '', lines[pick(lines.length)] ?? '');
        result = lines.join('\n');
        break;
      case 4:
        result = result.slice(0, at);
        break;
      case 5:
        result = result.slice(0, at) + String.fromCharCode(pick(0x10000)) + result.slice(at + 1);
        break;
      default:
        result = result.slice(0, at) + result.slice(pick(result.length + 1));
    }
  }
  return result;
}

function files(): readonly PackFile[] {
  const pick = numbers(SEED);
  return Array.from({ length: FILES }, (_, i) => {
    const [place, text] = KINDS[i % KINDS.length] ?? KINDS[0];
    return { path: `${place}${i}.yaml`, content: mutate(text, pick) };
  });
}

describe(`a thousand mutated files (seed ${SEED})`, () => {
  const good = { path: 'workflows/good.yaml', content: WORKFLOW };
  const mutated = files();
  let open: OpenStore;
  beforeAll(async () => {
    open = await openRegistry(fileStore);
  });
  afterAll(() => open.close());

  it('are read, each by itself, and say where they are wrong', async () => {
    const manifest = { path: 'pack.yaml', content: 'ref: bad\n' };
    const { files: loaded } = await loadPack(memorySource([manifest, good, ...mutated]));
    expect(loaded).toHaveLength(FILES + 1);
    expect(loaded.find(({ path }) => path === good.path)).toMatchObject({
      findings: [],
      definition: { ref: 'bad.good' },
    });
    const broken = loaded.filter(({ findings }) => findings.some(({ severity }) => severity === 'error'));
    expect(broken.length).toBeGreaterThan(FILES / 2);
    expect(broken.length).toBeLessThan(FILES);
    for (const { findings } of broken) {
      expect(findings.every(({ code, message }) => code !== 'internal' && message !== '')).toBe(true);
      expect(findings.some(({ severity, line = 0 }) => severity === 'error' && line > 0)).toBe(true);
    }
  });

  it('are registered as far as they are right, and leave the rest of the pack alone', async () => {
    const options = { update: true, skipInvalid: true, dryRun: false, now: 1, inspect: inspectDefinition };
    const first = await registerPack(open.db, { ref: 'bad' }, [good, ...mutated], options);
    expect(first.files).toHaveLength(FILES + 1);
    const outcomes = new Map(first.files.map(({ path, outcome }) => [path, outcome]));
    expect(outcomes.get(good.path)).toBe('created');
    const again = await registerPack(open.db, { ref: 'bad' }, [good, ...mutated], options);
    for (const { path, outcome } of again.files) {
      expect([path, outcome]).toEqual([path, outcomes.get(path) === 'created' ? 'unchanged' : outcomes.get(path)]);
    }
    const { total } = await listWorkflows(open.db, { pack: 'bad', status: 'active' }, { limit: 1, includeTotal: true });
    const created = first.files.filter(({ kind, outcome }) => kind === 'workflow' && outcome === 'created');
    expect(total).toBe(created.length);
  });
});
