import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { inspectDefinition } from '../../src/pack/inspect-definition.ts';
import { addToInstall, beginInstall, commitInstall } from '../../src/pack/install-in-parts.ts';
import { registerPack } from '../../src/pack/register-pack.ts';
import { getTrigger, listTriggers } from '../../src/registry/triggers.ts';
import { fileStore, type OpenStore, openRegistry } from '../registry/stores.ts';

const DEPLOY = `parameters:
  sha: {type: string, required: true}
  force: {type: boolean, default: false}
tasks:
  - {name: build, action: core.noop, next: [{do: ship}]}
  - {name: ship, action: core.noop}
`;
const ORQUESTA = 'dialect: orquesta\nversion: 1.0\ninput: [a]\ntasks:\n  one: {action: core.noop}\n';
const trigger = (workflow: string, input = '{sha: "{{ trigger.time }}"}') =>
  `workflow: ${workflow}\ntype: schedule\nschedule: {interval: 60}\ninput: ${input}\n`;
const trial = (workflow: string, rest = '') =>
  `workflow: ${workflow}\ninput: {sha: abc}\nexpect: {status: succeeded}\n${rest}`;

describe('what triggers and tests name', () => {
  let open: OpenStore;
  beforeAll(async () => {
    open = await openRegistry(fileStore);
  });
  afterAll(() => open.close());

  async function install(pack: string, files: Record<string, string>) {
    const contents = Object.entries(files).map(([path, content]) => ({ path, content }));
    const options = { update: true, skipInvalid: true, dryRun: false, now: 1, inspect: inspectDefinition };
    const result = await registerPack(open.db, { ref: pack }, contents, options);
    return Object.fromEntries(
      result.files.map(({ path, outcome, findings }) => [
        path,
        [outcome, ...findings.map((each) => `${each.code} ${each.path} ${each.line}:${each.column}`)],
      ]),
    );
  }

  it('is compared with the workflows of the pack, changed or not', async () => {
    const files = {
      'workflows/deploy.yaml': DEPLOY,
      'triggers/good.yaml': trigger('ta.deploy'),
      'triggers/whole.yaml': trigger('ta.deploy', '"{{ {} }}"'),
      'triggers/lost.yaml': trigger('ta.deplyo'),
      'triggers/misnamed.yaml': trigger('ta.deploy', '{sah: 1, force: true}'),
      'tests/good.yaml': trial('ta.deploy', 'mocks: [{task: build}]\n'),
      'tests/lost.yaml': trial('other.deploy'),
      'tests/wrong.yaml': `workflow: ta.deploy\ninput: {force: 7}\nmocks: [{task: biuld}]\nexpect: {status: failed, path: [build, "shp:2"]}\n`,
    };
    const wrong = {
      'triggers/lost.yaml': ['invalid', 'unknown_workflow /workflow 1:11'],
      'triggers/misnamed.yaml': ['invalid', 'missing_key /input 4:8', 'unknown_key /input/sah 4:9'],
      'tests/lost.yaml': ['invalid', 'unknown_workflow /workflow 1:11'],
      'tests/wrong.yaml': [
        'invalid',
        'missing_key /input/sha 2:8',
        'wrong_type /input/force 2:16',
        'unknown_task /mocks/0/task 3:16',
        'unknown_task /expect/path/1 4:40',
      ],
    };
    expect(await install('ta', files)).toEqual({
      'workflows/deploy.yaml': ['created'],
      'triggers/good.yaml': ['created'],
      'triggers/whole.yaml': ['created'],
      'tests/good.yaml': ['created'],
      ...wrong,
    });
    expect(await install('ta', files)).toEqual({
      'workflows/deploy.yaml': ['unchanged'],
      'triggers/good.yaml': ['unchanged'],
      'triggers/whole.yaml': ['unchanged'],
      'tests/good.yaml': ['unchanged'],
      ...wrong,
    });
    expect((await listTriggers(open.db, {}, { limit: 9 })).items.map(({ name }) => name)).toEqual([
      'ta.good',
      'ta.whole',
    ]);
  });

  it('may be in another pack, and in the dialect that drops what it does not know', async () => {
    await install('tb', { 'workflows/deploy.yaml': DEPLOY, 'workflows/old.yaml': ORQUESTA });
    expect(
      await install('tc', {
        'triggers/a.yaml': trigger('tb.deploy'),
        'triggers/b.yaml': trigger('tb.old', '{b: 1}'),
      }),
    ).toEqual({ 'triggers/a.yaml': ['created'], 'triggers/b.yaml': ['created'] });
  });

  it('must outlive the installation: a file that goes takes its ref with it', async () => {
    const both = {
      'workflows/deploy.yaml': DEPLOY,
      'workflows/caller.yaml': 'tasks:\n  - {name: call, action: td.deploy, input: {sha: a}}\n',
      'triggers/t.yaml': trigger('td.deploy'),
    };
    const { 'workflows/deploy.yaml': _, ...less } = both;
    expect(Object.values(await install('td', both)).flat()).toEqual(['created', 'created', 'created']);
    const caller = `${both['workflows/caller.yaml']}# changed\n`;
    expect(await install('td', { ...less, 'workflows/caller.yaml': caller })).toEqual({
      'workflows/caller.yaml': ['invalid', 'unknown_action /tasks/0/action 2:5'],
      'workflows/deploy.yaml': ['removed'],
      'triggers/t.yaml': ['invalid', 'unknown_workflow /workflow 1:11'],
    });
    // What was in force before stays until the file is right again, or gone.
    expect(await getTrigger(open.db, 'td.t')).toMatchObject({ workflow: 'td.deploy' });
    expect(Object.values(await install('td', both)).flat()).toEqual(['unchanged', 'unchanged', 'created']);
  });

  it('may come with a later part', async () => {
    const { id } = await beginInstall(open.db, { ref: 'te' }, 1);
    const options = { inspect: inspectDefinition };
    const add = (path: string, content: string) => addToInstall(open.db, id ?? '', [{ path, content }], options);
    expect(await add('triggers/t.yaml', trigger('te.deploy'))).toMatchObject([{ outcome: 'staged', findings: [] }]);
    expect(await add('triggers/u.yaml', trigger('none.deploy'))).toMatchObject([{ outcome: 'invalid' }]);
    expect(await getTrigger(open.db, 'te.t')).toBeUndefined();
    await add('workflows/deploy.yaml', DEPLOY);
    await commitInstall(open.db, id ?? '', { update: true, skipInvalid: true, now: 1 });
    expect(await getTrigger(open.db, 'te.t')).toMatchObject({ workflow: 'te.deploy', path: 'triggers/t.yaml' });
  });
});
