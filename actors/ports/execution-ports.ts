import { outsideCaller } from '../../src/action/outside-caller.ts';
import { createRunner } from '../../src/action/runner.ts';
import type { IndexSink } from '../../src/execution/deliveries.ts';
import type { ExecutionPorts } from '../../src/execution/execution.ts';
import type { Unsealer } from '../../src/execution/unsealing.ts';
import { callbackUrl, mintCallbackToken } from '../../src/host/callback-token.ts';
import { createEgress } from '../../src/host/egress/create-egress.ts';
import type { SocketPort } from '../../src/host/ports.ts';
import { joinBox, open } from '../../src/host/secret-box.ts';
import { reaching } from '../../src/host/unreachable.ts';
import type { IndexedStatus } from '../../src/registry/execution-row.ts';
import { deleteExecution, updateExecution } from '../../src/registry/execution-write.ts';
import { putInquiry } from '../../src/registry/inquiries.ts';
import { getSecretCipher } from '../../src/registry/secrets.ts';
import { Journal, logModeOf } from '../../src/telemetry/journal.ts';
import { createOtlpExporter, parseOtlpHeaders } from '../../src/telemetry/otlp.ts';
import type { Env } from '../env.ts';
import { callbackKeys, egressAllowed, publicUrl, standardRetention } from '../settings.ts';
import { boundService } from './bound-service.ts';
import { durableDirectory } from './durable-directory.ts';
import { durableAlarm, durableSql } from './durable-storage.ts';
import { durableFamily } from './family.ts';
import { registryOf } from './registry-client.ts';

/** Everything an execution needs, as Cloudflare has it. */
export function executionPorts(
  storage: DurableObjectStorage,
  sockets: SocketPort,
  env: Env,
  erase: () => Promise<void>,
): ExecutionPorts {
  const clock = { now: () => Date.now() };
  const directory = durableDirectory(env);
  const egress = createEgress({ allow: egressAllowed(env), fetch: (url, init) => fetch(url, init) });
  return {
    sql: durableSql(storage),
    alarm: durableAlarm(storage),
    clock,
    runner: createRunner({ egress, service: (name) => boundService(env, name), clock }),
    unsealer: unsealer(env),
    index: index(env),
    inquiries: { update: (inquiry) => putInquiry(registryOf(env), inquiry) },
    family: durableFamily(env),
    limit: (workflow, key) => directory.limit(workflow, key),
    retention: {
      standard: standardRetention(env),
      // The row first: while it is there, so is the execution.
      async forget(id) {
        await deleteExecution(registryOf(env), id);
        await erase();
      },
    },
    sockets,
    ...tracing(env),
    journal: new Journal(logModeOf(env.OSTINATO_LOG), console, clock.now),
    caller: outsideCaller(egress, callbackKeys(env), clock),
  };
}

function tracing({ OSTINATO_OTLP_ENDPOINT: endpoint = '', OSTINATO_OTLP_HEADERS: headers = '' }: Env) {
  const send = (url: string, init: RequestInit) => fetch(url, init);
  return endpoint.trim() === ''
    ? {}
    : { spans: createOtlpExporter({ endpoint: endpoint.trim(), headers: parseOtlpHeaders(headers), fetch: send }) };
}

function unsealer(env: Env): Unsealer {
  return {
    async callbackUrl(execution, { instance, item, attempt }) {
      const [key] = callbackKeys(env);
      if (key === undefined) {
        throw new Error('OSTINATO_KEY is not set: callback URLs cannot be signed');
      }
      return callbackUrl(publicUrl(env), await mintCallbackToken(key, { execution, instance, item, attempt }));
    },
    async secret(name) {
      const cipher = await reaching('the registry', () => getSecretCipher(registryOf(env), name));
      if (cipher === undefined) {
        throw new Error(`there is no secret "${name}"`);
      }
      return open(callbackKeys(env), name, joinBox(cipher));
    },
    async parameter(box) {
      const slash = box.indexOf('/');
      return open(callbackKeys(env), box.slice(0, slash), box.slice(slash + 1));
    },
  };
}

function index(env: Env): IndexSink {
  return {
    async update({ id, seq, status, endedAt, wakeAt }) {
      const update = { id, seq, status: status as IndexedStatus, ended_at: endedAt, wake_at: wakeAt };
      await updateExecution(registryOf(env), update);
    },
  };
}
