import type { HookReply, TriggerSnapshot } from '../../src/host/trigger-port.ts';
import { loadTrigger } from '../../src/trigger/definition/load-trigger.ts';
import type { StartOutcome, TriggerStart } from '../../src/trigger/engine/ports.ts';
import { Trigger } from '../../src/trigger/engine/trigger.ts';
import { nodeStorage } from '../support/node-storage.ts';

export const KEY_HASH = 'hash of the key';

/** One trigger on a stage: a clock that is put, an alarm that is watched, others that may be away. */
export class Stage {
  now = Date.parse('2026-01-01T00:00:00Z');
  alarm: number | null = null;
  registry: TriggerSnapshot | undefined;
  registryAway = false;
  executionsAway = false;
  outcome: StartOutcome = { type: 'started' };
  /** Called while a start is under way. */
  duringStart: () => Promise<void> = async () => undefined;
  readonly starts: TriggerStart[] = [];
  readonly running = new Set<string>();
  readonly canceled: string[] = [];
  readonly notes: (number | null)[] = [];
  readonly sql = nodeStorage();
  readonly name: string;
  trigger: Trigger;

  constructor(yaml: string, name = 'stage.trigger') {
    this.name = name;
    this.trigger = this.#open();
    this.write(yaml);
  }

  /** Another form of the trigger is put into force; it is not told. */
  write(yaml: string, more: Partial<TriggerSnapshot> = {}): void {
    const { trigger, findings } = loadTrigger(yaml, this.name);
    if (trigger === null) {
      throw new Error(JSON.stringify(findings));
    }
    this.registry = {
      ...{ name: this.name, enabled: trigger.enabled, definition: JSON.stringify(trigger), keyHash: KEY_HASH },
      ...{ secrets: { s: 'secret' }, updated: (this.registry?.updated ?? 0) + 1, ...more },
    };
  }

  /** The object dies and comes again, over the same database. */
  restart(): void {
    this.trigger = this.#open();
  }

  #open(): Trigger {
    return new Trigger({
      sql: this.sql,
      alarm: { set: (at) => (this.alarm = at) },
      clock: { now: () => this.now },
      registry: {
        read: async () => (this.registryAway ? Promise.reject(new Error('away')) : this.registry),
        note: async (_, __, wakeAt) => {
          if (this.registryAway) {
            throw new Error('away');
          }
          this.notes.push(wakeAt);
        },
      },
      executions: {
        start: async (start) => {
          await this.duringStart();
          if (this.executionsAway) {
            throw new Error('away');
          }
          this.starts.push(start);
          return this.outcome;
        },
        isRunning: async (id) => (this.executionsAway ? Promise.reject(new Error('away')) : this.running.has(id)),
        cancel: async (id) => {
          this.canceled.push(id);
        },
      },
      unseal: async (_, box) => box,
    });
  }

  async sync(): Promise<void> {
    await this.trigger.sync(this.name);
    await this.quiet();
  }

  /** Time goes on; the alarm rings whenever it is set, as often as it takes. */
  async passUntil(time: string | number): Promise<void> {
    const end = typeof time === 'string' ? Date.parse(time) : time;
    for (let rings = 0; this.alarm !== null && this.alarm <= end; rings++) {
      if (rings > 200_000) {
        throw new Error('the alarm rings for ever');
      }
      this.now = Math.max(this.now, this.alarm);
      this.alarm = null;
      await this.trigger.ring();
      await this.quiet();
    }
    this.now = end;
  }

  /** Lets what is under way come to an end. */
  async quiet(): Promise<void> {
    for (let i = 0; i < 30; i++) {
      await Promise.resolve();
    }
  }

  hook(body: string, headers: Readonly<Record<string, string>> = {}, known = true): Promise<HookReply> {
    return this.trigger.hook({
      ...{ name: this.name, keyHash: KEY_HASH, snapshot: known ? (this.registry ?? null) : null, query: {} },
      headers: { 'content-type': 'application/json', ...headers },
      body: new Uint8Array(Buffer.from(body)),
    });
  }

  async deliveries(): Promise<readonly Record<string, unknown>[]> {
    const reply = await this.trigger.deliveries();
    return reply.ok ? (JSON.parse(reply.body) as Record<string, unknown>[]) : [];
  }

  /** When executions were planned for, as their ids tell it. */
  times(): readonly string[] {
    return this.starts.map(({ at }) => new Date(at).toISOString().slice(0, 16));
  }
}
