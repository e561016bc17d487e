import { afterAll, beforeAll, expect, it } from 'vitest';
import { loadDefinition } from '../../src/definition/load-definition.ts';
import { closureOf } from '../../src/pack/closure.ts';
import { inspectDefinition } from '../../src/pack/inspect-definition.ts';
import { registerPack } from '../../src/pack/register-pack.ts';
import { getWorkflow } from '../../src/registry/workflow-read.ts';
import { fileStore, type OpenStore, openRegistry } from '../registry/stores.ts';

let open: OpenStore;
beforeAll(async () => {
  open = await openRegistry(fileStore);
});
afterAll(() => open.close());

async function install(files: Record<string, string>) {
  const contents = Object.entries(files).map(([path, content]) => ({ path, content }));
  const options = { update: true, skipInvalid: true, dryRun: false, now: 1, inspect: inspectDefinition };
  return (await registerPack(open.db, { ref: 'kit', config: { region: 'eu' } }, contents, options)).files;
}

const FILES = {
  'workflows/child.yaml': 'tasks: [{name: a}]\n',
  'actions/call.yaml':
    'parameters: {x: {type: string}}\ncall: {kind: http, url: "http://localhost", json: {x: "{{ x }}"}}\n',
  'actions/run.yaml': 'call: {kind: workflow, ref: kit.child}\n',
};

it('pins the actions, the workflows and what actions start, with the configuration', async () => {
  await install(FILES);
  const source = `tasks:
  - {name: a, action: kit.call}
  - {name: b, action: kit.run}
  - {name: c, action: kit.child}
  - {name: d, action: kit.none}
  - {name: e, action: core.noop}
`;
  const { definition } = loadDefinition(source, { ref: 'kit.parent', pack: 'kit' });
  if (definition === null) {
    throw new Error('the definition does not load');
  }
  const { hash, version } = (await getWorkflow(open.db, 'kit.child')) ?? { hash: null, version: 0 };
  expect(hash).toMatch(/^[0-9a-f]{64}$/);
  expect(await closureOf(open.db, definition)).toEqual({
    actions: {
      'kit.call': {
        kind: 'http',
        parameters: {
          type: 'object',
          properties: { x: { type: 'string' } },
          required: [],
          additionalProperties: false,
        },
        call: { url: 'http://localhost', json: { x: '{{ x }}' } },
        result: null,
      },
    },
    children: { 'kit.child': { hash, version }, 'kit.run': { workflow: 'kit.child', hash, version } },
    config: { region: 'eu' },
  });
});

it('an action that starts what is not there is told', async () => {
  const files = await install({ ...FILES, 'actions/run.yaml': 'call: {kind: workflow, ref: kit.chidl}\n' });
  expect(files.find(({ path }) => path === 'actions/run.yaml')).toMatchObject({
    outcome: 'invalid',
    findings: [{ code: 'unknown_workflow', path: '/call/ref', line: 1, hint: 'Did you mean `kit.child`?' }],
  });
});
