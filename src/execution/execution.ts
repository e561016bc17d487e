import type { Change } from '../conductor/change.ts';
import type { Program } from '../conductor/program.ts';
import type { ExecutionRow } from '../conductor/rows.ts';
import { deref } from '../conductor/state.ts';
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
import type { Alarm, ChildEnd, ChildMove, Clock, Family, Runner, SqlStorage } from '../host/ports.ts';
import { EXECUTION } from '../machine/execution-lifecycle.ts';
import { isFinal } from '../machine/lifecycle.ts';
import type { Json } from '../value/json.ts';
import { causeByHand } from './by-hand.ts';
import { Deliveries, type IndexSink, type InquirySink } from './deliveries.ts';
import { Dispatcher } from './dispatcher.ts';
import { handOver, takeIn } from './handover.ts';
import { viewInquiry } from './inquiry-view.ts';
import { Inspector } from './inspector.ts';
import { endOfChild, Kinship } from './kinship.ts';
import { Mail } from './mail.ts';
import { callKey } from './outbox.ts';
import { programOf } from './program-cache.ts';
import { migrate, open } from './schema.ts';
import { type CauseMaker, Turns } from './turns.ts';
import type { Unsealer } from './unsealing.ts';

export interface ExecutionPorts {
  readonly sql: SqlStorage;
  readonly alarm: Alarm;
  readonly clock: Clock;
  readonly runner: Runner;
  readonly unsealer: Unsealer;
  readonly index: IndexSink;
  readonly inquiries: InquirySink;
  readonly family: Family;
}

/** At most so many timers in one ring of the alarm; the rest has the next. */
const TIMERS = 200;

/**
 * One execution: its database, its turns, and the calls it owes. What it holds in memory can be dropped at any
 * moment; the next entrance reads it again.
 */
export class Execution implements ExecutionPort {
  readonly #ports: ExecutionPorts;
  readonly #turns: Turns;
  readonly #inspector: Inspector;
  readonly #kinship: Kinship;
  readonly #dispatcher: Dispatcher;
  readonly #deliveries: Deliveries;
  readonly #mail: Mail;
  readonly #waiters = new Set<() => void>();
  #closure: string | undefined;
  #awake = false;
  #exists = false;

  constructor(ports: ExecutionPorts) {
    this.#ports = ports;
    this.#turns = new Turns(ports.sql, ports.alarm, ports.clock, () => this.#kinship.meta.parent !== null);
    this.#kinship = new Kinship(this.#turns, ports.family);
    this.#inspector = new Inspector(
      ports.sql,
      this.#turns,
      (row) => this.#program(row),
      () => this.#kinship.meta.version,
    );
    const { outbox, state } = this.#turns;
    const { clock, runner, unsealer, index } = ports;
    this.#dispatcher = new Dispatcher({
      ...{ outbox, state, clock, runner, unsealer },
      execution: () => this.#row()?.id ?? '',
      child: (call) => {
        const row = this.#row();
        return row && this.#kinship.startChild(call, row, this.#program(row));
      },
      wakeBy: (time) => this.#turns.alarm.wakeBy(time),
      orphan: (child) => this.#kinship.abandon(child),
      take: (make) => this.#take(make),
    });
    this.#deliveries = new Deliveries({
      outbox,
      clock,
      index,
      alarm: this.#turns.alarm,
      inquiries: ports.inquiries,
      inquiry: (key) => viewInquiry(state, this.#row()?.id ?? '', key),
      entry: () => this.#entry(),
      tellParent: async () => {
        const row = this.#row();
        return row && this.#kinship.tellParent(row);
      },
      family: ports.family,
    });
    this.#mail = new Mail({
      ...{ sql: ports.sql, turns: this.#turns },
      enter: () => this.#enter(),
      take: (make) => this.#take(make),
    });
  }

  async start(command: StartCommand): Promise<Reply> {
    if (this.#row() === undefined) {
      const program = programOf(command.hash, command.closure, () => command.definition);
      this.#ports.sql.transaction(() => {
        migrate(this.#ports.sql);
        this.#turns.values.putText('definition', command.definition);
        this.#turns.values.putText('closure', command.closure);
        this.#turns.values.put('start', {
          version: command.version,
          parent: command.parent === undefined ? null : { ...command.parent },
        });
      });
      this.#awake = true;
      this.#take((store, at) => {
        const { id, workflow, hash, startAt, tags, duration, taskIterations } = command;
        const input = store(JSON.parse(command.input) as Json, 'engine');
        const limits = { duration, taskIterations };
        if (command.rerun !== undefined) {
          const takeover = takeIn(this.#turns, command.rerun.takeover);
          const vars = store(JSON.parse(command.rerun.vars) as Json);
          const common = { at, id, workflow, definition: hash, input, startAt, tags, limits };
          return { type: 'execution.rerun', ...common, takeover, vars };
        }
        return {
          type: 'execution.started',
          at,
          id,
          workflow,
          definition: hash,
          input,
          startAt,
          tags,
          limits,
        };
      }, program);
    }
    return this.describe();
  }

  async describe(): Promise<Reply> {
    return this.#shown();
  }

  #shown(): Reply {
    return this.#read((row) => this.#inspector.describe(row));
  }

  async wait(milliseconds: number): Promise<Reply> {
    const row = this.#wake();
    if (row !== undefined && this.#isOpen(row)) {
      await new Promise<void>((resolve) => {
        const done = () => {
          this.#waiters.delete(done);
          clearTimeout(timer);
          resolve();
        };
        const timer = setTimeout(done, milliseconds);
        this.#waiters.add(done);
      });
    }
    const reply = this.#shown();
    const response = this.#response();
    return reply.ok && response !== undefined ? { ...reply, response } : reply;
  }

  /** Whether who waits for the execution has nothing to be told yet. */
  #isOpen({ status }: ExecutionRow): boolean {
    return !isFinal(EXECUTION, status) && this.#turns.state.get('response', '') === undefined;
  }

  /** What `core.respond` has said to the caller. */
  #response(): string | undefined {
    const row = this.#row() && this.#turns.state.get('response', '');
    return row && JSON.stringify(deref(this.#turns.state, row.answer));
  }

  async state(at: number | null): Promise<Reply> {
    return this.#read((row) => this.#inspector.state(row, at));
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

  callback(command: CallbackCommand): Promise<Reply> {
    return this.#mail.callback(command);
  }

  signal(command: SignalCommand): Promise<Reply> {
    return this.#mail.signal(command);
  }

  inquiry(address: InquiryAddress): Promise<Reply> {
    return this.#mail.inquiry(address);
  }

  respond(response: InquiryResponse): Promise<Reply> {
    return this.#mail.respond(response);
  }

  async command(command: OperatorCommand): Promise<Reply> {
    return this.#tell((_, at) =>
      command.type === 'cancel'
        ? { at, type: 'command.cancel', mode: command.mode }
        : { at, type: `command.${command.type}` },
    );
  }

  async complete(completion: ManualCompletion): Promise<Reply> {
    const attempt = () => this.#turns.state.get('task', completion.instance)?.attempt ?? 1;
    return this.#tell((store, at) => causeByHand(completion, attempt(), store, at));
  }

  async heartbeat({ instance, item, attempt }: HeartbeatCommand): Promise<Reply> {
    return this.#tell((_, at) => ({ type: 'task.heartbeat', at, instance, item, attempt }));
  }

  async takeover(command: RerunCommand): Promise<Reply> {
    const row = this.#wake();
    return row === undefined ? notFound() : handOver(this.#turns, row, this.#kinship.meta.version, command);
  }

  async remove(): Promise<Reply> {
    const row = this.#wake();
    if (row !== undefined && !isFinal(EXECUTION, row.status)) {
      return {
        ok: false,
        problem: {
          code: 'conflict',
          detail: `the execution is ${row.status}; only an ended one can be deleted`,
        },
      };
    }
    return this.describe();
  }

  async wake(): Promise<Reply> {
    this.#wake();
    await this.ring();
    return this.describe();
  }

  /** The alarm: due timers become events, what is owed is made. Never waits for a call; always arms itself again. */
  async ring(): Promise<void> {
    if (this.#row() === undefined) {
      return;
    }
    this.#turns.alarm.rang();
    if (this.#awake) {
      this.#catchUp();
    } else {
      this.#wake();
    }
  }

  /** Fires what is overdue, delivers what is due, and arms the alarm for the rest. */
  #catchUp(): void {
    try {
      for (const { timer } of this.#turns.alarm.due(this.#ports.clock.now(), TIMERS)) {
        this.#take((_, at) => ({ type: 'timer.fired', at, timer }));
      }
      this.#dispatcher.takeUp();
      if (this.#dispatcher.idle) {
        // Nothing is open and nothing is queued: what the outbox still holds was left behind by an error.
        this.#dispatcher.resume();
      }
      this.#dispatcher.pump();
      this.#deliveries.pump();
    } finally {
      this.#turns.alarm.rearm(this.#ports.clock.now(), !this.#turns.outbox.isEmpty());
    }
  }

  /** A cause somebody wants an answer to: what changes nothing is refused with the reason. */
  #tell(make: CauseMaker): Reply {
    if (this.#wake() === undefined) {
      return notFound();
    }
    const [first] = this.#take(make);
    if (first?.type === 'cause.ignored') {
      return { ok: false, problem: { code: 'conflict', detail: first.reason } };
    }
    return this.#shown();
  }

  /** One turn, and what follows from it outside. */
  #take(make: CauseMaker, program?: Program): readonly Change[] {
    const row = this.#row();
    const known = program ?? (row === undefined ? undefined : this.#program(row));
    if (known === undefined) {
      return [];
    }
    const { decision, owed } = this.#turns.take(known, make);
    for (const effect of decision.effects) {
      if (effect.type === 'call.aborted' || effect.type === 'call.settled') {
        this.#dispatcher.abort(callKey(effect));
      }
    }
    this.#dispatcher.enqueue(owed);
    this.#dispatcher.pump();
    this.#deliveries.pump();
    this.#notify();
    return decision.changes;
  }

  #notify(): void {
    const row = this.#row();
    if (row !== undefined && !this.#isOpen(row)) {
      for (const waiter of [...this.#waiters]) {
        waiter();
      }
    }
  }

  /**
   * Every entrance passes here: an incarnation that is new takes up the calls it owes and the timers that came
   * due meanwhile, so whoever asks for an execution also wakes it.
   */
  #wake(): ExecutionRow | undefined {
    const row = this.#row();
    if (row !== undefined && !this.#awake) {
      this.#awake = true;
      this.#catchUp();
    }
    return row === undefined ? undefined : this.#row();
  }

  /** As `#wake`, and what is overdue is taken in first: an alarm may be late, an answer must not profit from it. */
  #enter(): ExecutionRow | undefined {
    const row = this.#wake();
    if (row !== undefined && this.#turns.alarm.due(this.#ports.clock.now(), 1).length > 0) {
      this.#catchUp();
    }
    return row && this.#row();
  }

  #row(): ExecutionRow | undefined {
    this.#exists ||= open(this.#ports.sql);
    return this.#exists ? this.#turns.state.get('execution', '') : undefined;
  }

  #program(row: ExecutionRow): Program {
    this.#closure ??= this.#turns.values.text('closure');
    return programOf(row.definition, this.#closure, () => this.#turns.values.text('definition'));
  }

  #entry() {
    const row = this.#row();
    return row === undefined ? undefined : { ...row, version: this.#kinship.meta.version };
  }

  #read(view: (row: ExecutionRow) => Json | undefined): Reply {
    const row = this.#wake();
    const body = row === undefined ? undefined : view(row);
    if (row === undefined || body === undefined) {
      return notFound();
    }
    return { ok: true, body: JSON.stringify(body), seq: row.seq };
  }
}

function notFound(): Reply {
  return { ok: false, problem: { code: 'not_found', detail: 'there is no such execution or task' } };
}
