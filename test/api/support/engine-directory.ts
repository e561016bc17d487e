import { createRunner } from '../../../src/action/runner.ts';
import { Execution } from '../../../src/execution/execution.ts';
import { type CallbackKey, callbackUrl, mintCallbackToken } from '../../../src/host/callback-token.ts';
import type { Directory, ExecutionPort } from '../../../src/host/directory.ts';
import type { EgressRequest, EgressResponse } from '../../../src/host/ports.ts';
import type { Database } from '../../../src/registry/database.ts';
import type { IndexedStatus } from '../../../src/registry/execution-row.ts';
import { updateExecution } from '../../../src/registry/execution-write.ts';
import { putInquiry } from '../../../src/registry/inquiries.ts';
import { limitsOver } from '../../support/limits.ts';
import { nodeStorage } from '../../support/node-storage.ts';

/** Executions that run: the engine itself over databases in memory. What they call answers 200 at once. */
export class EngineDirectory implements Directory {
  readonly calls: EgressRequest[] = [];
  /** How calls are answered. */
  answer = async (_: EgressRequest): Promise<EgressResponse> => ({
    ...{ status: 200, headers: { 'content-type': 'application/json' }, body: '{"ok":true}' },
  });
  readonly #executions = new Map<string, Execution>();
  readonly limit = limitsOver((id) => this.execution(id));
  readonly #db: Database;
  readonly #key: CallbackKey;

  constructor(db: Database, key: CallbackKey) {
    this.#db = db;
    this.#key = key;
  }

  execution(id: string): ExecutionPort {
    const known = this.#executions.get(id) ?? this.#create();
    this.#executions.set(id, known);
    return new Proxy(known, {
      get: (target, name) => {
        if (name === 'remove') {
          return () => this.#remove(id, target);
        }
        const member = Reflect.get(target, name, target);
        return typeof member === 'function' ? member.bind(target) : member;
      },
    });
  }

  async #remove(id: string, execution: Execution) {
    const reply = await execution.remove();
    if (reply.ok) {
      this.#executions.delete(id);
    }
    return reply;
  }

  #create(): Execution {
    const fetch = (request: EgressRequest) => {
      this.calls.push(request);
      return this.answer(request);
    };
    return new Execution({
      sql: nodeStorage(),
      alarm: { set: () => undefined },
      clock: { now: () => Date.now() },
      runner: createRunner({ egress: { fetch }, service: () => undefined, clock: { now: () => Date.now() } }),
      unsealer: {
        callbackUrl: async (execution, address) =>
          callbackUrl('http://localhost:8787', await mintCallbackToken(this.#key, { execution, ...address })),
        secret: (name) => Promise.reject(new Error(`there is no secret "${name}"`)),
        parameter: () => Promise.reject(new Error('there are no secret parameters here')),
      },
      index: {
        update: async ({ id, seq, status, endedAt, wakeAt }) => {
          const entry = { id, seq, status: status as IndexedStatus, ended_at: endedAt, wake_at: wakeAt };
          await updateExecution(this.#db, entry);
        },
      },
      retention: { standard: null, forget: async () => undefined },
      sockets: { all: () => [] },
      limit: this.limit,
      inquiries: { update: (inquiry) => putInquiry(this.#db, inquiry) },
      family: {
        start: () => Promise.reject(new Error('there are no children here')),
        command: async () => undefined,
        ended: async () => undefined,
        moved: async () => undefined,
      },
    });
  }
}
