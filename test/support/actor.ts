import { createRunner } from '../../src/action/runner.ts';
import { EMPTY_CLOSURE } from '../../src/definition/closure.ts';
import { checkInput } from '../../src/definition/input.ts';
import { loadDefinition } from '../../src/definition/load-definition.ts';
import { Execution } from '../../src/execution/execution.ts';
import type { Reply, StartCommand } from '../../src/host/directory.ts';
import type { InquiryView } from '../../src/host/inquiry.ts';
import type {
  ChildEnd,
  ChildMove,
  ChildStart,
  EgressRequest,
  EgressResponse,
  SqlStorage,
} from '../../src/host/ports.ts';
import type { Journal } from '../../src/telemetry/journal.ts';
import type { SpanSink } from '../../src/telemetry/span.ts';
import type { Json } from '../../src/value/json.ts';
import { ulid } from '../../src/value/ulid.ts';
import { limitsOver } from './limits.ts';
import { nodeStorage } from './node-storage.ts';

export interface ActorOptions {
  readonly fetch?: (request: EgressRequest) => Promise<EgressResponse>;
  readonly closure?: unknown;
  readonly start?: (child: ChildStart) => Promise<string>;
  readonly parent?: StartCommand['parent'];
  /** Milliseconds that ended executions are kept by the server. */
  readonly retention?: number;
  readonly input?: Json;
  readonly traceparent?: string;
  readonly spans?: SpanSink;
  readonly journal?: Journal;
  /** The input comes from another execution: it may hold what is sealed. */
  readonly trusted?: boolean;
}

const OK: EgressResponse = { status: 200, headers: { 'content-type': 'application/json' }, body: '{"ok":true}' };

/** A counter that makes every execution of a test file another one. */
let made = 0;

/** One execution over a database in memory, with a clock that is moved by hand, and ports that remember. */
export class Actor {
  readonly id = ulid(1_700_000_000_000 + made++, new Uint8Array(10));
  readonly sql = nodeStorage();
  /** Whether the limit of its key is away. */
  limitAway = false;
  limits = limitsOver(
    () => this.execution,
    () => this.now,
  );
  /** Tries to be forgotten, and those that got through. */
  forgetting = 0;
  readonly forgotten: string[] = [];
  readonly requests: EgressRequest[] = [];
  readonly inquiries: InquiryView[] = [];
  readonly told: (ChildEnd | ChildMove)[] = [];
  readonly commands: { readonly child: string; readonly command: string }[] = [];
  /** Whether others can be reached: the registry, parent and children. */
  reachable = true;
  now = 1_700_000_000_000;
  /** When the alarm rings. */
  alarm: number | null = null;
  execution: Execution;
  #generation = 0;
  readonly #options: ActorOptions;
  readonly #yaml: string;

  constructor(yaml: string, options: ActorOptions = {}) {
    this.#yaml = yaml;
    this.#options = options;
    this.execution = this.#create();
  }

  /** The object is dropped from memory, and another one takes its place. */
  evict(): void {
    this.execution = this.#create();
  }

  async start(): Promise<this> {
    const { definition, findings } = loadDefinition(this.#yaml, { ref: 'test.workflow', pack: 'test' });
    const errors = findings.filter(({ severity }) => severity === 'error');
    if (definition === null || errors.length > 0) {
      throw new Error(findings.map(({ message, path }) => `${path}: ${message}`).join('\n'));
    }
    const { parent, input = {}, trusted = false, closure = EMPTY_CLOSURE, traceparent } = this.#options;
    const checked = checkInput(definition, input, trusted ? 'engine' : 'outside');
    bodyOf(
      await this.execution.start({
        ...{ id: this.id, workflow: 'test.workflow', version: 1, hash: `hash of ${this.id}` },
        ...{
          definition: JSON.stringify(definition),
          closure: JSON.stringify(closure),
          input: JSON.stringify(checked.input),
        },
        ...{ startAt: null, tags: [], duration: 30 * 86_400_000, taskIterations: 1000 },
        ...(parent === undefined ? {} : { parent }),
        ...(traceparent === undefined ? {} : { traceparent }),
      }),
    );
    await this.settle();
    return this;
  }

  /** Lets calls and deliveries that are under way come to their end. */
  async settle(): Promise<void> {
    for (let i = 0; i < 5; i++) {
      await new Promise((done) => setTimeout(done, 0));
    }
  }

  /** Time passes; the alarm rings when it is due. */
  async advance(seconds: number): Promise<void> {
    this.now += seconds * 1000;
    if (this.alarm !== null && this.alarm <= this.now) {
      this.alarm = null;
      await this.execution.ring();
    }
    await this.settle();
  }

  async shown(): Promise<{
    readonly status: string;
    readonly output: Json;
    readonly error: { readonly code: string } | null;
  }> {
    return bodyOf(await this.execution.describe());
  }

  async task(instance: string): Promise<{ readonly status: string; readonly result: Json; readonly error: Json }> {
    return bodyOf(await this.execution.task(instance));
  }

  async events(): Promise<
    readonly { readonly type: string; readonly changes: readonly { readonly type: string }[] }[]
  > {
    return bodyOf<{ data: [] }>(await this.execution.history(0, 1000, [])).data;
  }

  #create(): Execution {
    const { fetch = async () => OK, start = () => Promise.reject(new Error('there are no children here')) } =
      this.#options;
    const reach = () => (this.reachable ? Promise.resolve() : Promise.reject(new Error('away')));
    const generation = ++this.#generation;
    /** What is left of an object that was dropped cannot write any more. */
    const alive = () => {
      if (generation !== this.#generation) {
        throw new Error('this object was dropped from memory');
      }
    };
    const sql: SqlStorage = {
      exec: (text, ...parameters) => {
        alive();
        return this.sql.exec(text, ...parameters);
      },
      transaction: (run) => {
        alive();
        return this.sql.transaction(run);
      },
    };
    return new Execution({
      sql,
      alarm: {
        set: (at) => {
          this.alarm = at;
        },
      },
      clock: { now: () => this.now },
      runner: createRunner({
        egress: {
          fetch: (request) => {
            this.requests.push(request);
            return fetch(request);
          },
        },
        service: () => undefined,
        clock: { now: () => this.now },
      }),
      unsealer: {
        callbackUrl: async (_, { instance, item, attempt }) => `callback:${instance}/${item ?? '-'}/${attempt}`,
        secret: async (name) => `secret of ${name}`,
        parameter: async (box) => box,
      },
      index: { update: reach },
      inquiries: {
        update: async (inquiry) => {
          await reach();
          this.inquiries.push(inquiry);
        },
      },
      limit: (workflow, key) => {
        if (this.limitAway) {
          throw new Error('away');
        }
        return this.limits(workflow, key);
      },
      retention: {
        standard: this.#options.retention ?? null,
        forget: async (id) => {
          this.forgetting++;
          await reach();
          this.forgotten.push(id);
        },
      },
      sockets: { all: () => [] },
      ...(this.#options.spans === undefined ? {} : { spans: this.#options.spans }),
      ...(this.#options.journal === undefined ? {} : { journal: this.#options.journal }),
      family: {
        start: async (child) => ({ type: 'child', child: await start(child) }),
        command: async (child, command) => {
          await reach();
          this.commands.push({ child, command });
        },
        ended: async (end) => {
          await reach();
          this.told.push(end);
        },
        moved: async (move) => {
          await reach();
          this.told.push(move);
        },
      },
    });
  }
}

export function bodyOf<T>(reply: Reply): T {
  if (!reply.ok) {
    throw new Error(`${reply.problem.code}: ${reply.problem.detail}`);
  }
  return JSON.parse(reply.body) as T;
}

/** The code of a refusal; null when it is none. */
export function codeOf(reply: Reply): string | null {
  return reply.ok ? null : reply.problem.code;
}
