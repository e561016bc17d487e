import { DurableObject } from 'cloudflare:workers';
import type { Reply } from '../src/host/directory.ts';
import type { HookCommand, HookReply, TriggerPort } from '../src/host/trigger-port.ts';
import { Trigger } from '../src/trigger/engine/trigger.ts';
import type { Env } from './env.ts';
import { triggerPorts } from './ports/trigger-ports.ts';

/** One trigger as a Durable Object: a thin shell that gives the engine its ports and passes calls on. */
export class TriggerActor extends DurableObject<Env> implements TriggerPort {
  readonly #trigger: Trigger;

  constructor(state: DurableObjectState, env: Env) {
    super(state, env);
    this.#trigger = new Trigger(triggerPorts(state.storage, env));
  }

  hook(command: HookCommand): Promise<HookReply> {
    return this.#trigger.hook(command);
  }

  sync(name: string): Promise<void> {
    return this.#trigger.sync(name);
  }

  deliveries(): Promise<Reply> {
    return this.#trigger.deliveries();
  }

  redeliver(id: string): Promise<HookReply> {
    return this.#trigger.redeliver(id);
  }

  override alarm(): Promise<void> {
    return this.#trigger.ring();
  }
}
