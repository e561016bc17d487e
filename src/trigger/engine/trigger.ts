import type { Reply } from '../../host/directory.ts';
import type { HookCommand, HookReply, TriggerPort, TriggerSnapshot } from '../../host/trigger-port.ts';
import type { ProblemCode } from '../../problem/problem.ts';
import type { Json } from '../../value/json.ts';
import type { TriggerDefinition, WebhookTrigger } from '../definition/trigger.ts';
import { keptHeaders } from '../webhook/kept-headers.ts';
import { parseBody } from '../webhook/parse-body.ts';
import { readDelivery } from '../webhook/read-delivery.ts';
import { AlarmTimes } from './alarm-times.ts';
import { DeliveryStore } from './delivery-store.ts';
import { derivedId, shortKey } from './derived-id.ts';
import { type Incoming, type IntakeOptions, type Taken, takeIn } from './intake.ts';
import { Memory } from './memory.ts';
import type { TriggerPorts } from './ports.ts';
import { Schedule } from './schedule.ts';
import { drop, exists, migrate } from './schema.ts';
import { StartQueue } from './start-queue.ts';
import { Starts } from './starts.ts';

/** How long (ms) a start is trusted before somebody looks whether its object still lives. */
const LEASE = 10_000;
/** How long (ms) the answer to a delivery waits for its start, which mostly comes at once. */
const PATIENCE = 500;
/** Starts that may be owed at a time; beyond it the provider keeps its deliveries for a while. */
const MOST_OWED = 1000;

/**
 * One trigger: what it accepts is stored before anybody is answered, and started until that gets through. It knows
 * what the registry said last, so it goes on while the registry is away, and asks again whenever something happens.
 */
export class Trigger implements TriggerPort {
  readonly #ports: TriggerPorts;
  readonly #memory: Memory;
  readonly #store: DeliveryStore;
  readonly #queue: StartQueue;
  readonly #starts: Starts;
  readonly #schedule: Schedule;
  readonly #alarm: AlarmTimes;
  #exists = false;
  #awake = false;

  constructor(ports: TriggerPorts) {
    const { sql, clock, executions } = ports;
    this.#ports = ports;
    this.#memory = new Memory(sql);
    this.#store = new DeliveryStore(sql);
    this.#queue = new StartQueue(sql);
    this.#alarm = new AlarmTimes(ports.alarm);
    this.#starts = new Starts({
      ...{ queue: this.#queue, store: this.#store, memory: this.#memory, clock, executions },
      transaction: (run) => sql.transaction(run),
      wakeBy: (time) => this.#alarm.wakeBy(time),
      isHere: () => this.#here(),
      overlap: () => {
        const definition = this.#definition();
        return definition?.type === 'schedule' ? definition.schedule.overlap : 'allow';
      },
      settled: () => this.#mayGo(),
    });
    this.#schedule = new Schedule({
      ...{ memory: this.#memory, queue: this.#queue, store: this.#store, clock, starts: this.#starts },
      transaction: (run) => sql.transaction(run),
      takeIn: (definition, incoming, options) => takeIn(this.#store, this.#queue, definition, incoming, options),
    });
  }

  async hook(command: HookCommand): Promise<HookReply> {
    const snapshot = await this.#known(command);
    if (snapshot === 'away') {
      return refused('unavailable', 'the registry cannot be asked at the moment', 5);
    }
    const definition = snapshot && (JSON.parse(snapshot.definition) as TriggerDefinition);
    if (snapshot?.keyHash !== command.keyHash || definition?.type !== 'webhook') {
      return refused('not_found', 'there is no webhook with this key');
    }
    if (!snapshot.enabled) {
      return DISABLED;
    }
    const secrets = await this.#secrets(definition, snapshot);
    if (secrets === 'none') {
      return refused('unavailable', 'the secrets that signatures are checked with are not there', 60);
    }
    const now = this.#ports.clock.now();
    const reading = await readDelivery(definition, secrets, command, now);
    if ('answer' in reading) {
      return reading.answer;
    }
    const { id: named, text, body } = reading.delivery;
    const key = named.key === null ? null : await shortKey(named.key);
    const headers = keptHeaders(command.headers);
    const incoming: Incoming = {
      id: await derivedId(snapshot.name, now, key ?? crypto.randomUUID()),
      ...{ at: now, planned: null, key, providerId: named.shown, redeliveryOf: null, body: text },
      trigger: seen(now, body, headers, command.query),
      request: { headers, query: command.query },
    };
    return this.#deliver(definition, incoming, { barred: pingOf(definition, command), now }, now - named.window);
  }

  async sync(name: string): Promise<void> {
    const read = await this.#ports.registry.read(name);
    if (read === undefined) {
      this.#remove();
    } else {
      this.#accept(read);
    }
    await this.#goOn(name);
  }

  async deliveries(): Promise<Reply> {
    const list = this.#here() ? this.#store.list() : [];
    return { ok: true, body: JSON.stringify(list), seq: 0 };
  }

  async redeliver(id: string): Promise<HookReply> {
    this.#wake();
    const found = this.#here() ? this.#store.find(id) : undefined;
    const definition = this.#definition();
    if (found === undefined || definition === undefined) {
      return refused('not_found', 'there is no such delivery; the last 100 are kept');
    }
    if (this.#memory.get('snapshot')?.enabled === false) {
      return DISABLED;
    }
    const now = this.#ports.clock.now();
    const { headers, query, planned, body: text } = found;
    const parsed = parseBody(text, headers['content-type']);
    const body = parsed.ok ? parsed.value : text;
    const incoming: Incoming = {
      id: await derivedId(this.#memory.get('snapshot')?.name ?? '', now, `again ${id} ${crypto.randomUUID()}`),
      ...{ at: now, planned, key: null, providerId: null, redeliveryOf: id, body: text },
      trigger: planned === null ? seen(now, body, headers, query) : { time: timeText(planned) },
      request: { headers, query },
    };
    return this.#deliver(definition, incoming, { now }, now);
  }

  /** The alarm: what is owed is started, and what the schedule says. Always arms itself again. */
  async ring(): Promise<void> {
    const name = this.#here() ? this.#memory.get('snapshot')?.name : undefined;
    if (name === undefined) {
      return;
    }
    try {
      await this.sync(name);
    } catch {
      // The registry is away: what it said last holds.
      await this.#goOn(name);
    }
  }

  /** Serves the schedule and what is owed, and arms the alarm for the rest. */
  async #goOn(name: string): Promise<void> {
    this.#awake = true;
    try {
      if (this.#here()) {
        await this.#schedule.serve(this.#definition(), name);
      }
    } finally {
      this.#rearm();
      if (this.#here()) {
        this.#starts.pump();
      }
    }
    const snapshot = this.#here() ? this.#memory.get('snapshot') : undefined;
    if (snapshot !== undefined && !this.#isGone()) {
      const wakeAt = this.#memory.get('plan')?.next ?? null;
      // The sweep notices what could not be noted.
      await this.#ports.registry.note(name, snapshot.updated, wakeAt).catch(() => undefined);
    }
  }

  #rearm(): void {
    if (!this.#here()) {
      this.#alarm.rearm([]);
      return;
    }
    const now = this.#ports.clock.now();
    const owed = this.#queue.nextDue();
    const next = this.#memory.get('plan')?.next ?? null;
    this.#alarm.rearm([
      ...(owed === undefined ? [] : [owed > now ? owed : now + LEASE]),
      ...(next === null ? [] : [next > now ? next : now + LEASE]),
    ]);
  }

  async #deliver(
    definition: TriggerDefinition,
    incoming: Incoming,
    options: IntakeOptions,
    since: number,
  ): Promise<HookReply> {
    const { sql, clock } = this.#ports;
    const wait = definition.type === 'webhook' ? (definition.webhook.wait_seconds ?? 0) * 1000 : 0;
    if (this.#queue.count() >= MOST_OWED) {
      return refused('unavailable', `${MOST_OWED} deliveries are waiting to be started`, 30);
    }
    const taken = sql.transaction((): Taken | { readonly type: 'repeated'; readonly id: string; started: boolean } => {
      const before = incoming.key === null ? undefined : this.#store.repeated(incoming.key, since);
      if (before !== undefined) {
        return { type: 'repeated', id: before.delivery, started: before.started };
      }
      const result = takeIn(this.#store, this.#queue, definition, incoming, options);
      if (result.type === 'accepted') {
        this.#alarm.wakeBy(clock.now() + LEASE);
      }
      return result;
    });
    const id = taken.type === 'repeated' ? taken.id : incoming.id;
    if (taken.type === 'filtered' || (taken.type === 'repeated' && !taken.started)) {
      return { type: 'filtered', delivery: id };
    }
    if (taken.type === 'failed') {
      return refused('invalid_input', `${taken.code}: ${taken.message}`);
    }
    this.#starts.pump();
    await this.#starts.settling(id, PATIENCE);
    const settled = this.#here() ? this.#store.outcomeOf(id) : undefined;
    return settled?.outcome === 'failed'
      ? refused('invalid_input', settled.error?.message ?? 'the execution could not be started')
      : { type: 'accepted', delivery: id, execution: id, wait };
  }

  /** What is known of this trigger, after what the command brings; `away` when it has to be asked for in vain. */
  async #known({ name, snapshot }: HookCommand): Promise<TriggerSnapshot | undefined | 'away'> {
    if (snapshot !== null) {
      this.#accept(snapshot);
    } else if (!this.#here()) {
      try {
        const read = await this.#ports.registry.read(name);
        return read === undefined ? undefined : this.#accept(read);
      } catch {
        return 'away';
      }
    }
    this.#wake();
    return this.#here() && !this.#isGone() ? this.#memory.get('snapshot') : undefined;
  }

  /** Takes over what the registry says, unless something later is known. */
  #accept(snapshot: TriggerSnapshot): TriggerSnapshot {
    const known = this.#here() ? this.#memory.get('snapshot') : undefined;
    if (known !== undefined && known.updated > snapshot.updated && !this.#isGone()) {
      return known;
    }
    if (JSON.stringify(known) !== JSON.stringify(snapshot) || this.#isGone()) {
      const { sql } = this.#ports;
      sql.transaction(() => {
        migrate(sql);
        this.#memory.set('snapshot', snapshot);
        this.#memory.forget('gone');
        this.#schedule.replan(snapshot.enabled ? (JSON.parse(snapshot.definition) as TriggerDefinition) : undefined);
      });
      this.#exists = true;
    }
    return snapshot;
  }

  /** It was removed: it plans nothing more, and goes when nothing is owed any more. */
  #remove(): void {
    if (this.#here()) {
      this.#ports.sql.transaction(() => {
        this.#memory.set('gone', true);
        this.#schedule.replan(undefined);
      });
      this.#mayGo();
    }
  }

  #mayGo(): void {
    if (this.#here() && this.#isGone() && this.#queue.count() === 0) {
      this.#ports.sql.transaction(() => drop(this.#ports.sql));
      this.#exists = false;
      this.#alarm.rearm([]);
    }
  }

  /** An incarnation that is new takes up what it owes. */
  #wake(): void {
    if (!this.#awake && this.#here()) {
      this.#awake = true;
      this.#starts.pump();
    }
  }

  #here(): boolean {
    if (!this.#exists && exists(this.#ports.sql)) {
      this.#ports.sql.transaction(() => migrate(this.#ports.sql));
      this.#exists = true;
    }
    return this.#exists;
  }

  #isGone(): boolean {
    return this.#memory.get('gone') === true;
  }

  #definition(): TriggerDefinition | undefined {
    const snapshot = this.#here() ? this.#memory.get('snapshot') : undefined;
    return snapshot && (JSON.parse(snapshot.definition) as TriggerDefinition);
  }

  /** The secrets that are there and open; `none` when signatures are wanted and there is nothing to check them with. */
  async #secrets({ webhook }: WebhookTrigger, { secrets }: TriggerSnapshot): Promise<readonly string[] | 'none'> {
    if (webhook.preset === 'none') {
      return [];
    }
    const opened: string[] = [];
    for (const name of webhook.secrets) {
      const box = secrets[name];
      const secret = box && (await this.#ports.unseal(name, box).catch(() => undefined));
      if (secret !== undefined && secret !== '') {
        opened.push(secret);
      }
    }
    return opened.length === 0 ? 'none' : opened;
  }
}

/** What expressions see of a request. */
function seen(at: number, body: Json, headers: HookCommand['headers'], query: HookCommand['query']) {
  return { time: timeText(at), body, headers: { ...headers }, query: { ...query } };
}

function timeText(time: number): string {
  return new Date(time).toISOString();
}

/** GitHub's first delivery says only that the webhook exists. It starts something only where a filter asks for it. */
function pingOf({ webhook, filter }: Pick<TriggerDefinition, 'filter'> & WebhookTrigger, { headers }: HookCommand) {
  const isPing = webhook.preset === 'github' && headers['x-github-event'] === 'ping';
  return isPing && filter?.includes('x-github-event') !== true
    ? ({ outcome: 'filtered', reason: 'ping' } as const)
    : undefined;
}

const DISABLED = refused('conflict', 'the trigger is disabled');

function refused(code: ProblemCode, detail: string, retryAfter?: number): HookReply {
  return { type: 'refused', problem: { code, detail, ...(retryAfter === undefined ? {} : { retryAfter }) } };
}
