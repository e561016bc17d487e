import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { SCOPES, type Scope } from '../../src/api/auth/principal.ts';
import { ENDPOINTS } from '../../src/api/routes/endpoints.ts';
import { sha256 } from '../../src/registry/content-hash.ts';
import { insertToken } from '../../src/registry/tokens.ts';
import { dataOf, problemOf } from './support/answers.ts';
import { bundleFor } from './support/bundles.ts';
import { type Sent, startApi, type TestApi } from './support/start-api.ts';
import { small } from './support/workflows.ts';

/** Things of one pack that requests are about. */
interface Place {
  readonly pack: string;
  readonly ref: string;
  /** A ref that is not taken yet. */
  readonly free: string;
  readonly execution: string;
  readonly install: string;
  readonly trigger: string;
}

/** What a limited token gets of another pack: nothing there, or a list without it. */
type Abroad = 'hidden' | 'left out' | 'unknown there';
/** What is about no pack: allowed to limited tokens, or about all packs and so refused. */
type Anywhere = 'open' | 'whole server';

interface Case {
  readonly abroad: Abroad | Anywhere;
  readonly path: (place: Place) => string;
  readonly sent?: (place: Place) => Sent;
}

const of = (path: (place: Place) => string, abroad: Case['abroad'], sent?: Case['sent']): Case => ({
  path: (place) => `/api/v1${path(place)}`,
  abroad,
  ...(sent === undefined ? {} : { sent }),
});
const workflow = (rest: string, sent?: Case['sent']) => of(({ ref }) => `/workflows/${ref}${rest}`, 'hidden', sent);
const execution = (rest: string, sent?: Case['sent']) =>
  of((place) => `/executions/${place.execution}${rest}`, 'hidden', sent);
const inquiry = (rest: string, sent?: Case['sent']) =>
  of((place) => `/inquiries/${place.execution}.ask:1.-.1${rest}`, 'hidden', sent);
const pack = (rest: string, sent?: Case['sent']) => of((place) => `/packs/${place.pack}${rest}`, 'hidden', sent);
const install = (rest: string, sent?: Case['sent']) =>
  of((place) => `/packs/${place.pack}/installs/${place.install}${rest}`, 'hidden', sent);
const trigger = (rest: string, sent?: Case['sent']) =>
  of((place) => `/triggers/${place.trigger}${rest}`, 'hidden', sent);
const fixed = (path: string, abroad: Case['abroad'], json?: unknown) =>
  of(() => path, abroad, json === undefined ? undefined : () => ({ json }));

const noFiles = () => ({ json: { manifest: {}, files: [] } });
const schedule = (workflow: string) => ({ workflow, type: 'schedule', schedule: { interval: 60 } });
const bulk = ({ ref }: Place) => ({ json: { action: 'pause', filter: { workflow: ref }, confirm: 0 } });

/** A request for every operation that wants a token. */
const CASES: Readonly<Record<string, Case>> = {
  metrics: { path: () => '/metrics', abroad: 'hidden' },
  listWorkflows: fixed('/workflows?limit=200', 'left out'),
  createWorkflow: of(
    () => '/workflows',
    'hidden',
    ({ free }) => ({ yaml: small(free) }),
  ),
  validateWorkflow: fixed('/workflows/validate', 'open', { source: small('any.one') }),
  getWorkflow: workflow(''),
  putWorkflow: workflow('', ({ ref }) => ({ yaml: small(ref) })),
  patchWorkflow: workflow('', () => ({ json: {} })),
  deleteWorkflow: workflow(''),
  listWorkflowVersions: workflow('/versions'),
  getWorkflowGraph: workflow('/graph'),
  getWorkflowConcurrency: workflow('/concurrency'),
  getWorkflowMachine: workflow('/machine'),
  replayWorkflow: workflow('/replay', ({ ref }) => ({ yaml: small(ref) })),
  startExecution: workflow('/executions'),
  listExecutions: fixed('/executions?limit=200', 'left out'),
  bulkExecutions: of(() => '/executions/bulk', 'left out', bulk),
  getExecution: execution(''),
  getExecutionState: execution('/state'),
  getExecutionMachine: execution('/machine'),
  getHistory: execution('/history'),
  exportExecution: execution('/export'),
  importExecution: of(
    () => '/executions/import',
    'hidden',
    ({ ref }) => ({ json: bundleFor(ref) }),
  ),
  streamExecution: execution('/stream'),
  pauseExecution: execution('/pause'),
  resumeExecution: execution('/resume'),
  cancelExecution: execution('/cancel'),
  rerunExecution: execution('/rerun'),
  deleteExecution: execution(''),
  listTaskInstances: execution('/tasks'),
  getTaskInstance: execution('/tasks/hello:1'),
  listTaskItems: execution('/tasks/hello:1/items'),
  sendSignal: execution('/signals/go'),
  listInquiries: fixed('/inquiries?limit=200', 'left out'),
  getInquiry: inquiry(''),
  respondToInquiry: inquiry('/respond', () => ({ json: { response: true } })),
  completeTask: execution('/tasks/hello:1/complete', () => ({ json: { status: 'succeeded' } })),
  createStreamTicket: execution('/stream-ticket'),
  listPacks: fixed('/packs?limit=200', 'left out'),
  getPack: pack(''),
  putPack: pack('', noFiles),
  patchPack: pack('', () => ({ json: { release: 'none' } })),
  deletePack: pack(''),
  validatePack: pack('/validate', noFiles),
  syncPack: pack('/sync'),
  listPackWorkflows: pack('/workflows'),
  beginInstall: pack('/installs', () => ({ json: { manifest: {} } })),
  addInstallFiles: install('/files', () => ({ json: { files: [] } })),
  commitInstall: install('/commit'),
  listActions: fixed('/actions?limit=200', 'left out'),
  getAction: of(({ ref }) => `/actions/${ref}`, 'hidden'),
  getSchema: fixed('/schemas/pack.json', 'open'),
  listTriggers: fixed('/triggers?limit=200', 'left out'),
  createTrigger: of(
    () => '/triggers',
    'unknown there',
    ({ ref, free }) => ({ json: { name: `${free}.trigger`, ...schedule(ref) } }),
  ),
  getTrigger: trigger(''),
  putTrigger: trigger('', ({ ref }) => ({ json: schedule(ref) })),
  deleteTrigger: trigger(''),
  createTriggerKey: trigger('/key'),
  listTriggerDeliveries: trigger('/deliveries'),
  redeliver: trigger('/deliveries/none/redeliver'),
  listTokens: fixed('/tokens', 'whole server'),
  createToken: fixed('/tokens', 'whole server', { name: 'x', scopes: ['read'] }),
  deleteToken: fixed('/tokens/x', 'whole server'),
  listSecrets: fixed('/secrets', 'whole server'),
  putSecret: fixed('/secrets/X', 'whole server', { value: 'x' }),
  deleteSecret: fixed('/secrets/X', 'whole server'),
  listAudit: fixed('/audit', 'whole server'),
};

let api: TestApi;
let count = 0;
beforeAll(async () => {
  api = await startApi();
});
afterAll(() => api.close());

/** A pack with one thing of each kind in it. */
async function makePlace(name: string): Promise<Place> {
  const own = `${name}${++count}`;
  const ref = `${own}.work`;
  const files = [{ path: 'workflows/work.yaml', content: small(ref) }];
  await dataOf(await api.send('PUT', `/api/v1/packs/${own}`, { json: { manifest: {}, files } }), 201);
  const begun = await api.send('POST', `/api/v1/packs/${own}/installs`, { json: { manifest: {} } });
  const { id: installation } = await dataOf<{ id: string }>(begun, 201);
  const started = await api.send('POST', `/api/v1/workflows/${ref}/executions`);
  const { id } = await dataOf<{ id: string }>(started, 202);
  const trigger = `${own}.trigger`;
  await dataOf(await api.send('PUT', `/api/v1/triggers/${trigger}`, { json: schedule(ref) }), 201);
  return { pack: own, ref, free: `${own}.free`, execution: id, install: installation, trigger };
}

async function issue(scopes: readonly Scope[], packs: readonly string[] | null): Promise<string> {
  const name = `t${++count}`;
  const token = `ost_${name}`;
  await insertToken(api.db, { id: name, name, scopes, packs, created: 0, expires: null }, await sha256(token));
  return token;
}

const guarded = ENDPOINTS.filter(({ scope }) => scope !== 'open');

function send({ method, operation }: (typeof ENDPOINTS)[number], place: Place, token: string): Promise<Response> {
  const { path, sent } = CASES[operation] ?? { path: () => '/' };
  return api.send(method, path(place), { ...sent?.(place), token });
}

test('the table knows every operation', () => {
  expect(Object.keys(CASES).sort()).toEqual(guarded.map(({ operation }) => operation).sort());
});

describe.each(guarded.map((endpoint) => [endpoint.operation, endpoint] as const))('%s', (operation, endpoint) => {
  test.each(SCOPES)('with the scope %s', async (scope) => {
    const place = await makePlace('mine');
    const response = await send(endpoint, place, await issue([scope], null));
    if (scope === endpoint.scope || scope === 'admin') {
      // Some are refused for what they are about: there is no such token, the execution lives.
      expect([401, 403, 500]).not.toContain(response.status);
    } else {
      await problemOf(response, 403, 'forbidden');
    }
  });

  test('limited to packs', async () => {
    const [mine, theirs] = [await makePlace('mine'), await makePlace('theirs')];
    const token = await issue([endpoint.scope as Scope], [mine.pack]);
    const there = await send(endpoint, theirs, token);
    const here = await send(endpoint, mine, token);
    switch (CASES[operation]?.abroad) {
      case 'hidden':
        await problemOf(there, 404, 'not_found');
        expect([403, 500]).not.toContain(here.status);
        break;
      case 'left out':
        expect(await there.text()).not.toContain(theirs.pack);
        break;
      case 'unknown there':
        // What is sent names a workflow that does not exist for them.
        await problemOf(there, 422, 'invalid_definition');
        expect(here.status).toBe(201);
        break;
      case 'open':
        expect(there.status).toBe(200);
        break;
      default:
        await problemOf(there, 403, 'forbidden');
    }
  });

  test('limited to packs, with all scopes', async () => {
    const [mine, theirs] = [await makePlace('mine'), await makePlace('theirs')];
    const there = await send(endpoint, theirs, await issue(SCOPES, [mine.pack]));
    if (CASES[operation]?.abroad === 'hidden') {
      await problemOf(there, 404, 'not_found');
    } else if (CASES[operation]?.abroad === 'whole server') {
      await problemOf(there, 403, 'forbidden');
    }
  });
});

test('what is left out of lists is there for those who may see it', async () => {
  const place = await makePlace('mine');
  const token = await issue(['read'], [place.pack]);
  for (const path of ['/workflows', '/executions', '/packs', '/actions', '/triggers']) {
    const shown = await (await api.send('GET', `/api/v1${path}?limit=200`, { token })).text();
    expect(shown, path).toContain(place.pack);
  }
});

test('nobody does in bulk what they may not do to one', async () => {
  const [mine, theirs] = [await makePlace('mine'), await makePlace('theirs')];
  const token = await issue(['execute'], [mine.pack]);
  const send = (json: unknown) => api.send('POST', '/api/v1/executions/bulk', { token, json });
  await problemOf(await send({ action: 'delete', filter: { pack: mine.pack }, confirm: 1 }), 403, 'forbidden');
  await problemOf(await send({ action: 'pause', filter: { pack: theirs.pack }, confirm: 1 }), 409);
  const response = await send({ action: 'pause', filter: {}, confirm: 1 });
  expect(await dataOf(response, 202)).toMatchObject({ results: [{ id: mine.execution, ok: true }] });
  expect(api.directory.executions.get(theirs.execution)?.status).toBe('running');
});
