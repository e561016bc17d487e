import type { Change } from '../conductor/change.ts';
import type { Program } from '../conductor/program.ts';
import type { ExecutionRow, ValueRef } from '../conductor/rows.ts';
import { deref } from '../conductor/state.ts';
import type {
  CallbackCommand,
  ExecutionPort,
  HeartbeatCommand,
  ManualCompletion,
  OperatorCommand,
  Reply,
  RerunCommand,
  StartCommand,
} from '../host/directory.ts';
import type { Alarm, Clock, Runner, SqlStorage } from '../host/ports.ts';
import { EXECUTION } from '../machine/execution-lifecycle.ts';
import { isFinal } from '../machine/lifecycle.ts';
import { type Json, type JsonObject, objectFrom } from '../value/json.ts';
import { answerCallback } from './callbacks.ts';
import { Deliveries, type IndexSink } from './deliveries.ts';
import { Dispatcher } from './dispatcher.ts';
import { Inspector } from './inspector.ts';
import { movedId } from './moved-values.ts';
import { callKey } from './outbox.ts';
import { programOf } from './program-cache.ts';
import { planRerun } from './rerun.ts';
import { exists, migrate } from './schema.ts';
import { type CauseMaker, Turns } from './turns.ts';
import type { Unsealer } from './unsealing.ts';

export interface ExecutionPorts {
  readonly sql: SqlStorage;
  readonly alarm: Alarm;
  readonly clock: Clock;
  readonly runner: Runner;
  readonly unsealer: Unsealer;
  readonly index: IndexSink;
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
  readonly #dispatcher: Dispatcher;
  readonly #deliveries: Deliveries;
  readonly #waiters = new Set<() => void>();
  #closure: string | undefined;
  #awake = false;
  #exists = false;

  constructor(ports: ExecutionPorts) {
    this.#ports = ports;
    this.#turns = new Turns(ports.sql, ports.alarm, ports.clock);
    this.#inspector = new Inspector(
      ports.sql,
      this.#turns,
      (row) => this.#program(row),
      () => this.#version(),
    );
    const { outbox, state } = this.#turns;
    const { clock, runner, unsealer, index } = ports;
    this.#dispatcher = new Dispatcher({
      ...{ outbox, state, clock, runner, unsealer },
      execution: () => this.#row()?.id ?? '',
      take: (make) => this.#take(make),
    });
    this.#deliveries = new Deliveries({
      outbox,
      clock,
      index,
      alarm: this.#turns.alarm,
      entry: () => this.#entry(),
    });
  }

  async start(command: StartCommand): Promise<Reply> {
    if (this.#row() === undefined) {
      const program = programOf(command.hash, command.closure, () => command.definition);
      this.#ports.sql.transaction(() => {
        migrate(this.#ports.sql);
        this.#turns.values.putText('definition', command.definition);
        this.#turns.values.putText('closure', command.closure);
        this.#turns.values.put('start', { version: command.version });
      });
      this.#awake = true;
      this.#take((store, at) => {
        const { id, workflow, hash, startAt, tags, duration, taskIterations } = command;
        const input = store(JSON.parse(command.input) as Json, 'engine');
        const limits = { duration, taskIterations };
        if (command.rerun !== undefined) {
          const takeover = this.#storeTakeover(command.rerun.takeover);
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
    if (row !== undefined && !isFinal(EXECUTION, row.status)) {
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
    return this.describe();
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

  async callback(command: CallbackCommand): Promise<Reply> {
    const row = this.#wake();
    if (row === undefined) {
      return notFound();
    }
    const answer = answerCallback(this.#turns.state, command);
    if (answer !== null) {
      return answer.ok ? { ...answer, seq: row.seq } : answer;
    }
    const { instance, item, attempt, outcome, body } = command;
    this.#take((store, at) => {
      const value = store(JSON.parse(body) as Json);
      return { type: 'callback.received', at, instance, item, attempt, outcome, body: value };
    });
    return { ok: true, body: JSON.stringify({ instance, status: 'accepted' }), seq: this.#row()?.seq ?? 0 };
  }

  async command(command: OperatorCommand): Promise<Reply> {
    return this.#tell((_, at) =>
      command.type === 'cancel'
        ? { at, type: 'command.cancel', mode: command.mode }
        : { at, type: `command.${command.type}` },
    );
  }

  async complete({ instance, item, status, result, message }: ManualCompletion): Promise<Reply> {
    return this.#tell((store, at) => {
      const attempt = this.#turns.state.get('task', instance)?.attempt ?? 1;
      const address = { at, instance, item, attempt };
      const value = store(JSON.parse(result) as Json);
      switch (status) {
        case 'succeeded':
          return { type: 'task.completed', ...address, result: value };
        case 'canceled':
          return { type: 'task.canceled', ...address };
        default:
          return {
            type: 'task.failed',
            ...address,
            result: value,
            error: { code: 'failed_by_hand', message, kind: 'action' },
          };
      }
    });
  }

  async heartbeat({ instance, item, attempt }: HeartbeatCommand): Promise<Reply> {
    return this.#tell((_, at) => ({ type: 'task.heartbeat', at, instance, item, attempt }));
  }

  async takeover({ from, at, resetItems }: RerunCommand): Promise<Reply> {
    const row = this.#wake();
    if (row === undefined) {
      return notFound();
    }
    if (!isFinal(EXECUTION, row.status) && at === null) {
      const detail = `the execution is ${row.status}; only an ended one can be run again`;
      return { ok: false, problem: { code: 'conflict', detail } };
    }
    const plan = planRerun(this.#turns.log.all(), { from, at, resetItems });
    if (!plan.ok) {
      return {
        ok: false,
        problem: { code: plan.code === 'not_found' ? 'not_found' : 'conflict', detail: plan.detail },
      };
    }
    const values = objectFrom(plan.values.map((id) => [movedId(id), this.#turns.values.get(id)] as const));
    const { workflow, definition: hash, startAt, tags, limits } = row;
    const start = {
      ...{ workflow, version: this.#version(), hash, startAt, tags, ...limits },
      ...{ definition: this.#turns.values.text('definition'), closure: this.#turns.values.text('closure') },
      input: JSON.stringify(deref(this.#turns.state, row.input)),
    };
    return { ok: true, body: JSON.stringify({ takeover: plan.takeover, values, start }), seq: row.seq };
  }

  /** Values taken over are stored under their new ids, the takeover itself under one of its own. */
  #storeTakeover(text: string): ValueRef {
    const { takeover, values } = JSON.parse(text) as { takeover: Json; values: JsonObject };
    for (const [id, value] of Object.entries(values)) {
      this.#turns.values.put(id, value);
    }
    this.#turns.values.put('takeover', takeover);
    return { id: 'takeover' };
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
    if (row !== undefined && isFinal(EXECUTION, row.status)) {
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
      this.#dispatcher.resume();
      this.#catchUp();
    }
    return row === undefined ? undefined : this.#row();
  }

  #row(): ExecutionRow | undefined {
    this.#exists ||= exists(this.#ports.sql);
    return this.#exists ? this.#turns.state.get('execution', '') : undefined;
  }

  #program(row: ExecutionRow): Program {
    this.#closure ??= this.#turns.values.text('closure');
    return programOf(row.definition, this.#closure, () => this.#turns.values.text('definition'));
  }

  #version(): number {
    return Number((this.#turns.values.get('start') as { readonly version: number }).version);
  }

  #entry() {
    const row = this.#row();
    return row === undefined ? undefined : { ...row, version: this.#version() };
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
