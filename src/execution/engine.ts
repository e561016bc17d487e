import type { Program } from '../conductor/program.ts';
import type { Directory, StartCommand } from '../host/directory.ts';
import type { Alarm, Caller, Clock, Family, Runner, SocketPort, SqlStorage } from '../host/ports.ts';
import { programOf } from '../inspection/program-cache.ts';
import { EXECUTION } from '../machine/execution-lifecycle.ts';
import { isFinal } from '../machine/lifecycle.ts';
import type { Change } from '../projection/change.ts';
import type { ExecutionRow } from '../projection/rows.ts';
import type { Journal } from '../telemetry/journal.ts';
import type { SpanSink } from '../telemetry/span.ts';
import { Admission } from './admission.ts';
import { tellCaller } from './caller.ts';
import { Deliveries, type IndexSink, type InquirySink } from './deliveries.ts';
import { Dispatcher } from './dispatcher.ts';
import { viewInquiry } from './inquiry-view.ts';
import { Kinship } from './kinship.ts';
import { callKey, isDelivery } from './outbox.ts';
import { Retention, type RetentionPort } from './retention.ts';
import { open } from './schema.ts';
import { firstCause, pin } from './starting.ts';
import { Streams } from './stream/streams.ts';
import { Tracing } from './tracing.ts';
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
  readonly limit: Directory['limit'];
  readonly retention: RetentionPort;
  readonly sockets: SocketPort;
  /** Where spans go; without one none are made. */
  readonly spans?: SpanSink;
  /** Where operators read what becomes of executions. */
  readonly journal?: Journal;
  /** Absent where nobody asks to be told. */
  readonly caller?: Caller;
}

/** At most so many timers in one ring of the alarm; the rest has the next. */
const TIMERS = 200;

/**
 * What runs in one execution: its turns, the calls and deliveries it owes, its alarm. What it holds in memory can be
 * dropped at any moment; the next entrance reads it again.
 */
export class Engine {
  readonly turns: Turns;
  readonly kinship: Kinship;
  readonly admission: Admission;
  readonly streams: Streams;
  readonly #ports: ExecutionPorts;
  readonly #dispatcher: Dispatcher;
  readonly #deliveries: Deliveries;
  readonly #tracing: Tracing;
  readonly #retention: Retention;
  readonly #waiters = new Set<() => void>();
  #closure: string | undefined;
  /** The status that the index has from the start on. */
  #indexed: string | undefined;
  #awake = false;
  #exists = false;

  constructor(ports: ExecutionPorts) {
    this.#ports = ports;
    const { sql, alarm, clock, runner, unsealer, index, inquiries, family, limit, retention, sockets, caller } = ports;
    this.turns = new Turns(sql, alarm, clock, () => {
      const { parent, caller: asked } = this.kinship.meta;
      return { parent: parent !== null, caller: asked !== undefined, indexed: this.#indexed };
    });
    this.kinship = new Kinship(this.turns, family);
    this.streams = new Streams(this.turns.log, sockets, () => this.row());
    this.admission = new Admission({
      ...{ turns: this.turns, limit, row: () => this.row() },
      take: (make) => this.take(make),
    });
    const { outbox, state } = this.turns;
    this.#tracing = new Tracing(this.turns, this.kinship, ports.spans);
    this.#retention = new Retention({
      ...{ port: retention, clock, owes: () => !outbox.isEmpty() },
      own: (row) => this.program(row).definition.retention ?? null,
    });
    this.#dispatcher = new Dispatcher({
      ...{ outbox, state, clock, runner, unsealer },
      execution: () => this.row()?.id ?? '',
      traceparent: (instance) => this.#tracing.traceparent(this.row(), instance),
      child: (call) => {
        const row = this.row();
        return row && this.kinship.startChild(call, row, this.program(row));
      },
      orphan: (child) => this.kinship.abandon(child),
      take: (make) => this.take(make),
    });
    this.#deliveries = new Deliveries({
      ...{ outbox, clock, index, inquiries, family, alarm: this.turns.alarm },
      inquiry: (key) => viewInquiry(state, this.row()?.id ?? '', key),
      entry: () => this.row(),
      exportSpans: (after) => this.#tracing.export(this.row(), after),
      delivered: () => this.#rest(),
      tellLimit: () => this.admission.tell(),
      tellParent: async () => {
        const row = this.row();
        return row && this.kinship.tellParent(row);
      },
      tellCaller: async () => {
        const row = this.row();
        return row && tellCaller(row, this.kinship.meta, state, caller);
      },
    });
  }

  /** The execution, when there is one; only reads. */
  row(): ExecutionRow | undefined {
    this.#exists ||= open(this.#ports.sql);
    return this.#exists ? this.turns.state.get('execution', '') : undefined;
  }

  /** The definition made ready to run. */
  program(row: ExecutionRow): Program {
    this.#closure ??= this.turns.values.text('closure');
    const hash = this.kinship.meta.imported ? null : row.definition;
    return programOf(hash, this.#closure, () => this.turns.values.text('definition'));
  }

  /** The first turn of an execution that is not there yet. */
  begin(command: StartCommand): void {
    const program = programOf(command.hash, command.closure, () => command.definition);
    pin(this.#ports.sql, this.turns, command);
    this.#exists = true;
    this.#closure = command.closure;
    this.#awake = true;
    this.#indexed = command.indexed;
    this.take((store, at) => firstCause(this.turns, command, program.definition, store, at), program);
  }

  /** One turn, and what follows from it outside. */
  take(make: CauseMaker, program?: Program): readonly Change[] {
    const row = this.row();
    const known = program ?? (row === undefined ? undefined : this.program(row));
    if (known === undefined) {
      return [];
    }
    const { decision, owed } = this.turns.take(known, make);
    for (const effect of decision.effects) {
      if (effect.type === 'call.aborted' || effect.type === 'call.settled') {
        this.#dispatcher.abort(callKey(effect));
      }
    }
    this.#dispatcher.enqueue(owed);
    this.#dispatcher.pump();
    if (owed.some(({ effect }) => isDelivery(effect))) {
      this.#deliveries.pump();
    }
    this.#notify();
    if (decision.changes.some(({ type }) => type === 'execution.ended')) {
      this.#tell();
    }
    return decision.changes;
  }

  /**
   * Every entrance passes here: an incarnation that is new takes up the calls it owes and the timers that came
   * due meanwhile, so whoever asks for an execution also wakes it.
   */
  wake(): ExecutionRow | undefined {
    const row = this.row();
    if (row !== undefined && !this.#awake) {
      this.#awake = true;
      this.#catchUp();
    }
    return row === undefined ? undefined : this.row();
  }

  /** As `wake`, and what is overdue is taken in first: an alarm may be late, an answer must not profit from it. */
  enter(): ExecutionRow | undefined {
    const row = this.wake();
    if (row !== undefined && this.turns.alarm.due(this.#ports.clock.now(), 1).length > 0) {
      this.#catchUp();
    }
    return row && this.row();
  }

  /** The alarm: due timers become events, what is owed is made. Never waits for a call; always arms itself again. */
  ring(): void {
    if (this.row() === undefined) {
      return;
    }
    this.turns.alarm.rang();
    if (this.#awake) {
      this.#catchUp();
    } else {
      this.wake();
    }
  }

  /** Resolves when the execution has ended or has answered its caller, or after some milliseconds. */
  async settled(milliseconds: number): Promise<void> {
    const row = this.wake();
    if (row === undefined || !this.#isOpen(row)) {
      return;
    }
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

  /** Whether who waits for the execution has nothing to be told yet. */
  #isOpen({ status }: ExecutionRow): boolean {
    return !isFinal(EXECUTION, status) && this.turns.state.get('response', '') === undefined;
  }

  #notify(): void {
    this.streams.changed();
    const row = this.row();
    if (row !== undefined && !this.#isOpen(row)) {
      for (const waiter of [...this.#waiters]) {
        waiter();
      }
    }
  }

  #tell(): void {
    const row = this.row();
    if (row !== undefined) {
      this.#ports.journal?.ended(row);
    }
  }

  /** Fires what is overdue, delivers what is due, and arms the alarm for the rest. */
  #catchUp(): void {
    if (this.kinship.meta.imported) {
      return;
    }
    try {
      for (const { timer } of this.turns.alarm.due(this.#ports.clock.now(), TIMERS)) {
        this.take((_, at) => ({ type: 'timer.fired', at, timer }));
      }
      if (this.#dispatcher.idle) {
        // Nothing is open and nothing is queued: what the outbox still holds was left behind by an error.
        this.#dispatcher.resume();
      }
      this.#dispatcher.pump();
      this.#deliveries.pump();
    } finally {
      this.#rearm();
    }
  }

  #rearm(): void {
    const row = this.row();
    const forget = row === undefined ? null : this.#retention.pump(row);
    this.turns.alarm.rearm(this.#ports.clock.now(), !this.turns.outbox.isEmpty(), forget);
  }

  /** All is delivered: who has ended is not to be woken again, but to be forgotten. */
  #rest(): void {
    const row = this.row();
    if (row !== undefined && isFinal(EXECUTION, row.status) && this.turns.outbox.isEmpty()) {
      this.turns.alarm.rang();
      this.#rearm();
    }
  }
}
