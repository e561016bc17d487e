import type {
  CallbackCommand,
  ExecutionPort,
  HeartbeatCommand,
  InquiryAddress,
  InquiryResponse,
  ManualCompletion,
  OperatorCommand,
  Reply,
  RerunCommand,
  SignalCommand,
  StartCommand,
} from '../host/directory.ts';
import type { ChildEnd, ChildMove, SqlStorage } from '../host/ports.ts';
import type { Bundle } from '../inspection/bundle.ts';
import { EXECUTION } from '../machine/execution-lifecycle.ts';
import { isFinal } from '../machine/lifecycle.ts';
import type { ExecutionRow } from '../projection/rows.ts';
import { deref } from '../projection/state.ts';
import type { Json } from '../value/json.ts';
import { causeByHand } from './by-hand.ts';
import { Engine, type ExecutionPorts } from './engine.ts';
import { handOver } from './handover.ts';
import { importBundle } from './importing.ts';
import { Inspector } from './inspector.ts';
import { endOfChild } from './kinship.ts';
import { Mail } from './mail.ts';
import type { CauseMaker } from './turns.ts';

export type { ExecutionPorts } from './engine.ts';

/** One execution as others see it: every way in, each of which wakes it. */
export class Execution implements ExecutionPort {
  readonly #sql: SqlStorage;
  readonly #engine: Engine;
  readonly #inspector: Inspector;
  readonly #mail: Mail;

  constructor(ports: ExecutionPorts) {
    const engine = new Engine(ports);
    const { turns, kinship } = engine;
    this.#sql = ports.sql;
    this.#engine = engine;
    this.#inspector = new Inspector(
      ports.sql,
      turns,
      (row) => engine.program(row),
      () => kinship.meta,
    );
    this.#mail = new Mail({
      ...{ sql: ports.sql, turns },
      enter: () => engine.enter(),
      take: (make) => engine.take(make),
    });
  }

  async start(command: StartCommand): Promise<Reply> {
    if (this.#engine.row() === undefined) {
      this.#engine.begin(command);
    }
    return this.describe();
  }

  async describe(): Promise<Reply> {
    return this.#shown();
  }

  async wait(milliseconds: number): Promise<Reply> {
    await this.#engine.settled(milliseconds);
    const reply = this.#shown();
    const response = this.#response();
    return reply.ok && response !== undefined ? { ...reply, response } : reply;
  }

  async state(): Promise<Reply> {
    return this.#read((row) => this.#inspector.state(row));
  }

  async past(at: number): Promise<Reply> {
    return this.#read((row) => this.#inspector.past(row, at));
  }

  async values(after: string, limit: number): Promise<Reply> {
    return this.#read(() => this.#inspector.values(after, limit));
  }

  async importBundle(text: string): Promise<Reply> {
    if (this.#engine.row() !== undefined) {
      return { ok: false, problem: { code: 'conflict', detail: 'the execution is here already' } };
    }
    return importBundle(this.#sql, this.#engine.turns, JSON.parse(text) as Bundle) ?? this.describe();
  }

  async contents(keys: readonly string[]): Promise<Reply> {
    return this.#read(() => this.#inspector.contents(keys));
  }

  async history(after: number, limit: number, types: readonly string[]): Promise<Reply> {
    return this.#read(() => this.#inspector.history(after, limit, types));
  }

  async tasks(from: number, limit: number): Promise<Reply> {
    return this.#read(() => this.#inspector.tasks(from, limit));
  }

  async task(instance: string): Promise<Reply> {
    return this.#read(() => this.#inspector.task(instance));
  }

  async items(instance: string, from: number, limit: number): Promise<Reply> {
    return this.#read(() => this.#inspector.items(instance, from, limit));
  }

  async machine(): Promise<Reply> {
    return this.#read((row) => this.#inspector.machine(row));
  }

  async childEnded(end: ChildEnd): Promise<Reply> {
    return this.#tell((store, at) => endOfChild(end, store, at));
  }

  async childMoved({ instance, item, attempt, status }: ChildMove): Promise<Reply> {
    const type = status === 'paused' ? 'child.paused' : 'child.resumed';
    return this.#tell((_, at) => ({ type, at, instance, item, attempt }));
  }

  async callback(command: CallbackCommand): Promise<Reply> {
    return this.#refusal() ?? this.#mail.callback(command);
  }

  async signal(command: SignalCommand): Promise<Reply> {
    return this.#refusal() ?? this.#mail.signal(command);
  }

  inquiry(address: InquiryAddress): Promise<Reply> {
    return this.#mail.inquiry(address);
  }

  async respond(response: InquiryResponse): Promise<Reply> {
    return this.#refusal() ?? this.#mail.respond(response);
  }

  async admit(): Promise<Reply> {
    return this.#tell((_, at) => this.#engine.admission.admitted(at));
  }

  async command(command: OperatorCommand): Promise<Reply> {
    return this.#tell((_, at) =>
      command.type === 'cancel'
        ? { at, type: 'command.cancel', mode: command.mode }
        : { at, type: `command.${command.type}` },
    );
  }

  async complete(completion: ManualCompletion): Promise<Reply> {
    const attempt = () => this.#engine.turns.state.get('task', completion.instance)?.attempt ?? 1;
    return this.#tell((store, at) => causeByHand(completion, attempt(), store, at));
  }

  async heartbeat({ instance, item, attempt }: HeartbeatCommand): Promise<Reply> {
    return this.#tell((_, at) => ({ type: 'task.heartbeat', at, instance, item, attempt }));
  }

  async takeover(command: RerunCommand): Promise<Reply> {
    const { turns, kinship } = this.#engine;
    const row = this.#engine.row();
    const refusal = this.#refusal();
    return row === undefined || refusal !== undefined
      ? (refusal ?? notFound())
      : handOver(turns, row, kinship.meta.version, command);
  }

  async remove(): Promise<Reply> {
    const row = this.#engine.wake();
    if (row !== undefined && !isFinal(EXECUTION, row.status) && !this.#engine.kinship.meta.imported) {
      const detail = `the execution is ${row.status}; only an ended one can be deleted`;
      return { ok: false, problem: { code: 'conflict', detail } };
    }
    return this.describe();
  }

  /** Server-sent events; the actor itself upgrades to a WebSocket, which then is among the sockets. */
  async fetch(request: Request): Promise<Response> {
    return this.#engine.wake() === undefined
      ? new Response(null, { status: 404 })
      : this.#engine.streams.open(Number(new URL(request.url).searchParams.get('after') ?? 0));
  }

  /** A WebSocket has been opened: it gets what it has not seen. */
  socketOpened(): void {
    this.#engine.streams.changed();
  }

  async wake(): Promise<Reply> {
    this.#engine.wake();
    this.#engine.ring();
    return this.describe();
  }

  /** The alarm has rung. */
  async ring(): Promise<void> {
    this.#engine.ring();
  }

  #shown(): Reply {
    return this.#read((row) => this.#inspector.describe(row));
  }

  /** What `core.respond` has said to the caller. */
  #response(): string | undefined {
    const { state } = this.#engine.turns;
    const row = this.#engine.row() && state.get('response', '');
    return row && JSON.stringify(deref(state, row.answer));
  }

  /** A cause somebody wants an answer to: what changes nothing is refused with the reason. */
  #tell(make: CauseMaker): Reply {
    const refusal = this.#refusal();
    if (refusal !== undefined) {
      return refusal;
    }
    const [first] = this.#engine.take(make);
    if (first?.type === 'cause.ignored') {
      return { ok: false, problem: { code: 'conflict', detail: first.reason } };
    }
    return this.#shown();
  }

  /** Why nothing can be told to it: it is not there, or it only can be looked at. */
  #refusal(): Reply | undefined {
    if (this.#engine.wake() === undefined) {
      return notFound();
    }
    return this.#engine.kinship.meta.imported ? READ_ONLY : undefined;
  }

  #read(view: (row: ExecutionRow) => Json | undefined): Reply {
    const row = this.#engine.wake();
    const body = row === undefined ? undefined : view(row);
    if (row === undefined || body === undefined) {
      return notFound();
    }
    return { ok: true, body: JSON.stringify(body), seq: row.seq };
  }
}

const READ_ONLY: Reply = {
  ok: false,
  problem: { code: 'conflict', detail: 'the execution came in a bundle: it can be looked at, and does nothing' },
};

function notFound(): Reply {
  return { ok: false, problem: { code: 'not_found', detail: 'there is no such execution or task' } };
}
