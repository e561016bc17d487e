import { setTimeout as sleep } from 'node:timers/promises';
import { type BundleServer, startBundleServer } from './bundle-server.ts';
import { keepCredentials } from './credentials.ts';
import { requireFreePort } from './free-port.ts';
import { lockHome } from './home-lock.ts';
import { findPackFolders, type Owners, pushPacks } from './packs-push.ts';
import { reportPacks } from './packs-report.ts';
import { watchPacks } from './packs-watch.ts';
import { makePrivateFolder } from './private-file.ts';
import { openRegistry, type RunningRegistry } from './registry.ts';
import { complain, FriendlyError, say } from './say.ts';
import { callScheduled } from './scheduler.ts';
import type { Settings } from './settings.ts';
import { writeWorkerEnv } from './worker-env.ts';
import { startWorkerServer, type WorkerServer } from './wrangler.ts';

const READY_MS = 60_000;
/** In `OSTINATO_EGRESS_ALLOW`: this machine, under all its names. */
const LOOPBACK = 'loopback';

/** What has to be undone, last first. */
type Undo = () => void | Promise<void>;

/**
 * Runs the server until it is told to end, or ends by itself.
 * @returns the exit code.
 * @throws FriendlyError when it cannot start.
 */
export async function start(settings: Settings, stop: AbortSignal): Promise<number> {
  const undo: Undo[] = [];
  try {
    makePrivateFolder(settings.home);
    undo.push(lockHome(settings.home).release);
    await requireFreePort(settings.port);
    const registry = await openRegistry(settings);
    undo.push(registry.close);
    const credentials = keepCredentials(settings);
    const bundle = await startBundleServer(settings.packs);
    undo.push(bundle.close);
    const server = startWorkerServer(settings, workerEnv(settings, credentials, registry, bundle));
    undo.push(server.stop);
    return await serve(settings, credentials.token, server, stop, undo);
  } finally {
    for (const step of undo.toReversed()) {
      await step();
    }
  }
}

async function serve(
  settings: Settings,
  token: string,
  server: WorkerServer,
  stop: AbortSignal,
  undo: Undo[],
): Promise<number> {
  const over = new AbortController();
  undo.push(() => over.abort());
  const life = AbortSignal.any([stop, over.signal]);
  const died = server.ended.then((how) => ({ how }));
  const stopped = aborted(stop).then(() => undefined);
  const prepared = prepare(settings, token, life).then((steps) => {
    undo.push(...steps);
    return Promise.race([died, stopped]);
  });
  const end = await Promise.race([died, stopped, prepared]);
  if (end === undefined) {
    say('stopping', 'one moment …');
    return 0;
  }
  complain(`the server has ended by itself (${end.how})`);
  return 1;
}

function aborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) {
      resolve();
    }
    signal.addEventListener('abort', () => resolve(), { once: true });
  });
}

/** Waits for the server, gives it the packs, and says that it is ready. */
async function prepare(settings: Settings, token: string, life: AbortSignal): Promise<readonly Undo[]> {
  const origin = `http://127.0.0.1:${settings.port}`;
  await untilHealthy(origin, life);
  const api = { url: origin, token };
  const folders = await findPackFolders(settings.packs);
  if (folders.length === 0) {
    say('packs', `none in ${settings.packs}`);
  }
  const owners: Owners = new Map();
  reportPacks(await pushPacks(api, settings.packs, folders, owners));
  if (life.aborted) {
    return [];
  }
  greet(settings, token);
  return [watchPacks(api, settings.packs, owners), callScheduled(origin)];
}

async function untilHealthy(origin: string, life: AbortSignal): Promise<void> {
  const deadline = Date.now() + READY_MS;
  while (!life.aborted) {
    const ok = await fetch(`${origin}/healthz`, { signal: AbortSignal.timeout(READY_MS) }).then(
      async (response) => (await response.arrayBuffer()) && response.ok,
      () => false,
    );
    if (ok) {
      return;
    }
    if (Date.now() > deadline) {
      throw new FriendlyError(`the server does not get healthy within ${READY_MS / 1000} s`);
    }
    await sleep(50);
  }
}

function workerEnv(
  { home, publicUrl, environment }: Settings,
  { token, key }: { readonly token: string; readonly key: string },
  registry: RunningRegistry,
  bundle: BundleServer,
): string {
  const { OSTINATO_EGRESS_ALLOW: allowed } = environment;
  say('egress', 'workflows may call this machine (loopback); a deployment opens nothing');
  return writeWorkerEnv(home, {
    OSTINATO_TOKEN: token,
    OSTINATO_KEY: key,
    OSTINATO_PUBLIC_URL: publicUrl,
    OSTINATO_EGRESS_ALLOW: allowed === undefined ? LOOPBACK : `${allowed},${LOOPBACK}`,
    OSTINATO_LOG: environment.OSTINATO_LOG,
    OSTINATO_OTLP_ENDPOINT: environment.OSTINATO_OTLP_ENDPOINT,
    OSTINATO_OTLP_HEADERS: environment.OSTINATO_OTLP_HEADERS,
    LIBSQL_URL: registry.url,
    LIBSQL_AUTH_TOKEN: registry.authToken,
    OSTINATO_BUNDLE_URL: bundle.url,
    OSTINATO_BUNDLE_TOKEN: bundle.token,
    OSTINATO_RETENTION_SECONDS: environment.OSTINATO_RETENTION_SECONDS,
    OSTINATO_MAX_WORKFLOW_DURATION_SECONDS: environment.OSTINATO_MAX_WORKFLOW_DURATION_SECONDS,
    OSTINATO_MAX_WORKFLOW_DURATION_SECONDS_CEILING: environment.OSTINATO_MAX_WORKFLOW_DURATION_SECONDS_CEILING,
    OSTINATO_MAX_TASK_ITERATIONS_PER_WORKFLOW: environment.OSTINATO_MAX_TASK_ITERATIONS_PER_WORKFLOW,
    OSTINATO_MAX_TASK_ITERATIONS_PER_WORKFLOW_CEILING: environment.OSTINATO_MAX_TASK_ITERATIONS_PER_WORKFLOW_CEILING,
  });
}

function greet({ port }: Settings, token: string): void {
  const url = `http://localhost:${port}`;
  say('token', token);
  say('try', `curl -H 'Authorization: Bearer ${token}' ${url}/api/v1/workflows`);
  process.stdout.write(`ready ${url}\n`);
}
