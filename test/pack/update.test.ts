import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { PackFile } from '../../src/pack/file-source.ts';
import { inspectDefinition } from '../../src/pack/inspect-definition.ts';
import { registerPack } from '../../src/pack/register-pack.ts';
import { type PackChanges, updatePack } from '../../src/pack/update-pack.ts';
import { getAction } from '../../src/registry/actions.ts';
import { getPack, listPackDocuments, uninstallPack } from '../../src/registry/packs.ts';
import { getTrigger } from '../../src/registry/triggers.ts';
import { getWorkflow, listWorkflows } from '../../src/registry/workflow-read.ts';
import { fileStore, type OpenStore, openRegistry } from '../registry/stores.ts';

const flow = (label: string, action = 'core.noop') => `label: ${label}\ntasks: [{name: a, action: ${action}}]\n`;
const file = (path: string, content: string): PackFile => ({ path, content });
const CALL = 'call: {kind: http, url: "http://localhost"}\n';
const TRIGGER = 'workflow: up.a\ntype: schedule\nschedule: {interval: 60}\n';
const TEST = 'workflow: up.a\nexpect: {status: succeeded}\n';
const WHOLE = [
  file('workflows/a.yaml', flow('A')),
  file('workflows/b.yaml', flow('B')),
  file('workflows/bad.yaml', flow('Bad', 'up.later')),
  file('actions/call.yaml', CALL),
  file('triggers/t.yaml', TRIGGER),
  file('tests/t.yaml', TEST),
];

describe('changing an installed pack', () => {
  let open: OpenStore;
  let now = 1;
  beforeAll(async () => {
    open = await openRegistry(fileStore);
  });
  afterAll(() => open.close());

  async function whole(files: readonly PackFile[] = WHOLE): Promise<string> {
    now += 1;
    const options = { update: true, skipInvalid: true, dryRun: false, now, inspect: inspectDefinition };
    const result = await registerPack(open.db, { ref: 'up' }, files, options);
    return result.kind === 'installed' ? result.release : result.kind;
  }

  async function change(release: string, changes: Partial<PackChanges>) {
    now += 1;
    const all = { pack: 'up', release, files: [], removed: [], ...changes };
    const result = await updatePack(open.db, all, { now, inspect: inspectDefinition });
    const files = result.kind === 'installed' ? result.files : [];
    return {
      kind: result.kind,
      release: result.kind === 'installed' ? result.release : '',
      files: Object.fromEntries(files.map(({ path, outcome }) => [path, outcome])),
    };
  }

  it('touches the files that are named, and leaves the rest in force', async () => {
    const release = await whole();
    const first = await change(release, {
      files: [file('workflows/a.yaml', flow('A2')), file('workflows/new.yaml', flow('New'))],
      removed: ['workflows/b.yaml', 'README.md'],
    });
    expect(first.files).toEqual({
      'workflows/a.yaml': 'updated',
      'workflows/new.yaml': 'created',
      'workflows/b.yaml': 'removed',
      'workflows/bad.yaml': 'invalid',
    });
    const { items } = await listWorkflows(open.db, { pack: 'up' }, { limit: 9 });
    expect(items.map(({ ref, label, version }) => [ref, label, version])).toEqual([
      ['up.a', 'A2', 2],
      ['up.bad', 'up.bad', 0],
      ['up.new', 'New', 1],
    ]);
    expect(await getAction(open.db, 'up.call')).toBeDefined();
    expect(await getTrigger(open.db, 'up.t')).toMatchObject({ workflow: 'up.a', updated: 2 });
    expect(await listPackDocuments(open.db, 'up', 'test')).toHaveLength(1);
    expect(await getPack(open.db, 'up')).toMatchObject({ release: first.release, workflow_count: 3 });

    // What the invalid file lacked has come; it is given once more.
    const second = await change(first.release, {
      files: [file('actions/later.yaml', CALL), file('workflows/bad.yaml', flow('Bad', 'up.later'))],
    });
    expect(second.files).toEqual({ 'actions/later.yaml': 'created', 'workflows/bad.yaml': 'updated' });
    const third = await change(second.release, { removed: ['triggers/t.yaml', 'tests/t.yaml', 'actions/call.yaml'] });
    expect(third.files).toEqual({
      'actions/call.yaml': 'removed',
      'tests/t.yaml': 'removed',
      'triggers/t.yaml': 'removed',
    });
    expect(await getTrigger(open.db, 'up.t')).toBeUndefined();
    expect((await change(third.release, {})).files).toEqual({});
  });

  it('sees a second file of one ref, and the workflow that goes at the same time', async () => {
    const release = await whole();
    const twice = await change(release, { files: [file('workflows/a.yml', flow('Twice'))] });
    expect(twice.files).toMatchObject({ 'workflows/a.yaml': 'invalid', 'workflows/a.yml': 'invalid' });
    expect(await getWorkflow(open.db, 'up.a')).toMatchObject({ label: 'A', status: 'active' });
    const moved = await change(twice.release, {
      files: [file('workflows/a.yml', flow('Moved')), file('triggers/t.yaml', TRIGGER)],
      removed: ['workflows/a.yaml'],
    });
    expect(moved.files).toMatchObject({ 'workflows/a.yml': 'updated', 'triggers/t.yaml': 'unchanged' });
    const lost = await change(moved.release, {
      files: [file('triggers/t.yaml', TRIGGER)],
      removed: ['workflows/a.yml'],
    });
    expect(lost.files).toMatchObject({ 'triggers/t.yaml': 'invalid', 'workflows/a.yml': 'removed' });
  });

  it('is refused when something else is in force by now', async () => {
    const release = await whole();
    const other = await whole([...WHOLE, file('workflows/c.yaml', flow('C'))]);
    expect((await change(release, { files: [file('workflows/a.yaml', flow('Z'))] })).kind).toBe('overtaken');
    expect(await getWorkflow(open.db, 'up.a')).toMatchObject({ label: 'A' });
    const racers = await Promise.all(
      ['X', 'Y'].map((label) => change(other, { files: [file('workflows/a.yaml', flow(label))] })),
    );
    expect(racers.map(({ kind }) => kind).toSorted()).toEqual(['installed', 'overtaken']);
    await uninstallPack(open.db, 'up', now);
    const last = racers.find(({ kind }) => kind === 'installed')?.release ?? '';
    expect((await change(last, {})).kind).toBe('overtaken');
    const { rows } = await open.db.execute("SELECT count(*) AS n FROM pack_release WHERE state = 'open'");
    expect(rows[0]?.n).toBe(0);
  });
});
