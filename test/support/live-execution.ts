import { createRunner } from '../../src/action/runner.ts';
import { EMPTY_CLOSURE } from '../../src/definition/closure.ts';
import { checkInput } from '../../src/definition/input.ts';
import { loadDefinition } from '../../src/definition/load-definition.ts';
import { Execution } from '../../src/execution/execution.ts';
import { type CallbackKey, callbackUrl, mintCallbackToken } from '../../src/host/callback-token.ts';
import type { Reply, StartCommand } from '../../src/host/directory.ts';
import { createEgress } from '../../src/host/egress/create-egress.ts';
import type { Caller, Family } from '../../src/host/ports.ts';
import type { Json } from '../../src/value/json.ts';
import { limitsOver } from './limits.ts';
import { type CountedStorage, nodeStorage } from './node-storage.ts';

export const LIVE_ID = '01JD0000000000000000000000';
const KEY: CallbackKey = { id: 'k1', secret: 'a key of the tests' };

/** A start command for YAML without errors, with an input that fits. */
export function startCommand(yaml: string, given: Json = {}, ref = 'test.workflow'): StartCommand {
  const { definition, findings } = loadDefinition(yaml, { ref, pack: ref.split('.')[0] ?? '' });
  if (definition === null || findings.some(({ severity }) => severity === 'error')) {
    throw new Error(findings.map(({ message, path }) => `${path}: ${message}`).join('\n'));
  }
  const { input } = checkInput(definition, given, 'engine');
  return {
    ...{ id: LIVE_ID, workflow: ref, version: 1, hash: `hash of ${yaml}` },
    ...{ definition: JSON.stringify(definition), closure: JSON.stringify(EMPTY_CLOSURE), input: JSON.stringify(input) },
    ...{ startAt: null, tags: [], duration: 86_400_000, taskIterations: definition.maxTaskIterations ?? 1000 },
  };
}

export interface LiveExecution {
  readonly execution: Execution;
  readonly sql: CountedStorage;
}

interface LiveOptions {
  /** Called when a turn begins, after the one before was committed. */
  readonly onTurn?: (execution: Execution) => void;
  readonly family?: Partial<Family>;
  readonly caller?: Caller;
}

/**
 * An execution that runs in this process: its database in memory, its alarm a timer, its calls real ones to
 * loopback.
 */
export function liveExecution({ onTurn = () => undefined, family = {}, caller }: LiveOptions = {}): LiveExecution {
  const sql = nodeStorage();
  let timer: NodeJS.Timeout | undefined;
  const execution: Execution = new Execution({
    sql,
    alarm: {
      set(at) {
        clearTimeout(timer);
        timer = at === null ? undefined : setTimeout(() => void execution.ring(), Math.max(0, at - Date.now())).unref();
      },
    },
    clock: {
      now() {
        onTurn(execution);
        return Date.now();
      },
    },
    runner: createRunner({
      egress: createEgress({ allow: ['loopback'], fetch: (url, init) => fetch(url, init) }),
      service: () => undefined,
      clock: { now: () => Date.now() },
    }),
    unsealer: {
      callbackUrl: async (id, address) =>
        callbackUrl('http://localhost:8787', await mintCallbackToken(KEY, { execution: id, ...address })),
      secret: (name) => Promise.reject(new Error(`there is no secret "${name}"`)),
      parameter: () => Promise.reject(new Error('there are no secret parameters here')),
    },
    index: { update: async () => undefined },
    inquiries: { update: async () => undefined },
    limit: limitsOver(() => execution),
    retention: { standard: null, forget: async () => undefined },
    sockets: { all: () => [] },
    ...(caller === undefined ? {} : { caller }),
    family: {
      start: () => Promise.reject(new Error('there are no children here')),
      command: async () => undefined,
      moved: async () => undefined,
      ended: async () => undefined,
      ...family,
    },
  });
  return { execution, sql };
}

export function bodyOf<T = Record<string, unknown>>(reply: Reply): T {
  if (!reply.ok) {
    throw new Error(`${reply.problem.code}: ${reply.problem.detail}`);
  }
  return JSON.parse(reply.body) as T;
}
