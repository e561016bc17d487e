import { DurableObject } from 'cloudflare:workers';
import type { LimitAnswer, LimitPort, LimitRequest, LimitView } from '../src/host/limit.ts';
import { Limit } from '../src/limit/limit.ts';
import type { Env } from './env.ts';
import { durableDirectory } from './ports/durable-directory.ts';
import { durableAlarm, durableSql } from './ports/durable-storage.ts';
import { limitedExecutions } from './ports/limited-executions.ts';

/** The executions of one workflow with one key of `concurrency`, as a Durable Object: a thin shell. */
export class LimitActor extends DurableObject<Env> implements LimitPort {
  readonly #limit: Limit;

  constructor(state: DurableObjectState, env: Env) {
    super(state, env);
    this.#limit = new Limit({
      ...{ sql: durableSql(state.storage), alarm: durableAlarm(state.storage) },
      ...{ clock: { now: () => Date.now() }, executions: limitedExecutions(durableDirectory(env)) },
    });
  }

  request(request: LimitRequest): Promise<LimitAnswer> {
    return this.#limit.request(request);
  }

  release(execution: string): Promise<void> {
    return this.#limit.release(execution);
  }

  describe(): Promise<LimitView> {
    return this.#limit.describe();
  }

  override alarm(): Promise<void> {
    return this.#limit.ring();
  }
}
