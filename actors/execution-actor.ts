import { DurableObject } from 'cloudflare:workers';
import { Execution } from '../src/execution/execution.ts';
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
} from '../src/host/directory.ts';
import type { ChildEnd, ChildMove } from '../src/host/ports.ts';
import type { Env } from './env.ts';
import { EventSockets } from './ports/event-sockets.ts';
import { executionPorts } from './ports/execution-ports.ts';

/** One execution as a Durable Object: a thin shell that gives the engine its ports and passes calls on. */
export class ExecutionActor extends DurableObject<Env> implements ExecutionPort {
  readonly #sockets: EventSockets;
  #execution: Execution;

  constructor(state: DurableObjectState, env: Env) {
    super(state, env);
    this.#sockets = new EventSockets(state);
    this.#execution = this.#create();
  }

  /** The stream of its log. Everything else comes as remote calls. */
  override async fetch(request: Request): Promise<Response> {
    const answer = await this.#execution.fetch(request);
    if (answer.status !== 200 || request.headers.get('upgrade') !== 'websocket') {
      return answer;
    }
    await answer.body?.cancel();
    const upgraded = this.#sockets.accept(Number(new URL(request.url).searchParams.get('after') ?? 0));
    this.#execution.socketOpened();
    return upgraded;
  }

  override webSocketMessage(): void {
    // Those who follow are told; they have nothing to say.
  }

  override webSocketClose(socket: WebSocket, code: number): void {
    this.#sockets.closed(socket, code);
  }

  start(command: StartCommand): Promise<Reply> {
    return this.#execution.start(command);
  }

  describe(): Promise<Reply> {
    return this.#execution.describe();
  }

  wait(milliseconds: number): Promise<Reply> {
    return this.#execution.wait(milliseconds);
  }

  state(): Promise<Reply> {
    return this.#execution.state();
  }

  past(at: number): Promise<Reply> {
    return this.#execution.past(at);
  }

  values(after: string, limit: number): Promise<Reply> {
    return this.#execution.values(after, limit);
  }

  importBundle(bundle: string): Promise<Reply> {
    return this.#execution.importBundle(bundle);
  }

  contents(keys: readonly string[]): Promise<Reply> {
    return this.#execution.contents(keys);
  }

  history(after: number, limit: number, types: readonly string[]): Promise<Reply> {
    return this.#execution.history(after, limit, types);
  }

  tasks(from: number, limit: number): Promise<Reply> {
    return this.#execution.tasks(from, limit);
  }

  task(instance: string): Promise<Reply> {
    return this.#execution.task(instance);
  }

  machine(): Promise<Reply> {
    return this.#execution.machine();
  }

  callback(command: CallbackCommand): Promise<Reply> {
    return this.#execution.callback(command);
  }

  signal(command: SignalCommand): Promise<Reply> {
    return this.#execution.signal(command);
  }

  inquiry(address: InquiryAddress): Promise<Reply> {
    return this.#execution.inquiry(address);
  }

  respond(response: InquiryResponse): Promise<Reply> {
    return this.#execution.respond(response);
  }

  items(instance: string, from: number, limit: number): Promise<Reply> {
    return this.#execution.items(instance, from, limit);
  }

  admit(): Promise<Reply> {
    return this.#execution.admit();
  }

  command(command: OperatorCommand): Promise<Reply> {
    return this.#execution.command(command);
  }

  complete(completion: ManualCompletion): Promise<Reply> {
    return this.#execution.complete(completion);
  }

  heartbeat(command: HeartbeatCommand): Promise<Reply> {
    return this.#execution.heartbeat(command);
  }

  childEnded(end: ChildEnd): Promise<Reply> {
    return this.#execution.childEnded(end);
  }

  childMoved(move: ChildMove): Promise<Reply> {
    return this.#execution.childMoved(move);
  }

  takeover(command: RerunCommand): Promise<Reply> {
    return this.#execution.takeover(command);
  }

  async remove(): Promise<Reply> {
    const reply = await this.#execution.remove();
    if (reply.ok) {
      await this.#erase();
    }
    return reply;
  }

  #create(): Execution {
    return new Execution(executionPorts(this.ctx.storage, this.#sockets, this.env, () => this.#erase()));
  }

  /** Nothing is left of it. */
  async #erase(): Promise<void> {
    this.#sockets.closeAll('deleted');
    await this.ctx.storage.deleteAlarm();
    await this.ctx.storage.deleteAll();
    this.#execution = this.#create();
  }

  wake(): Promise<Reply> {
    return this.#execution.wake();
  }

  override alarm(): Promise<void> {
    return this.#execution.ring();
  }
}
