import type { Address, Cause } from '../../src/conductor/cause.ts';
import { type Decision, decide } from '../../src/conductor/decide.ts';
import type { Program } from '../../src/conductor/program.ts';
import { movedId } from '../../src/execution/moved-values.ts';
import { planRerun } from '../../src/execution/rerun.ts';
import { MemoryState } from '../../src/inspection/memory-state.ts';
import { shownStatus } from '../../src/inspection/shown-status.ts';
import { EXECUTION } from '../../src/machine/execution-lifecycle.ts';
import { isFinal } from '../../src/machine/lifecycle.ts';
import { apply, applyEvent } from '../../src/projection/apply.ts';
import { type ExecutionRow, type TaskRow, type TokenRow, taskOf } from '../../src/projection/rows.ts';
import { deref } from '../../src/projection/state.ts';
import type { Json } from '../../src/value/json.ts';

export interface OrquestaOutcome {
  readonly status?: string;
  readonly result?: Json;
  readonly items?: readonly OrquestaOutcome[];
}

export interface Operation {
  readonly op: string;
  readonly after?: number;
  readonly if_status?: string;
  readonly task?: string;
  readonly item?: number;
  readonly status?: string;
  readonly result?: Json;
  readonly tasks?: readonly { readonly task: string; readonly reset_items?: boolean }[];
}

export interface OrquestaScenario {
  readonly mode?: 'fifo' | 'rounds';
  readonly tasks?: Readonly<Record<string, readonly OrquestaOutcome[]>>;
  readonly default?: OrquestaOutcome;
  readonly ops?: readonly Operation[];
  readonly context?: Readonly<Record<string, Json>>;
  readonly max_completions?: number;
}

interface Running extends Address {
  readonly outcome: OrquestaOutcome;
}

const compareNames = (a: string, b: string) => (a < b ? -1 : a > b ? 1 : 0);

/** An operation that this host does not know: its case is skipped by name. */
export class Unsupported extends Error {}

/** Completes what runs as the corpus' host did: the oldest first, or everything that runs, round by round. */
export class OrquestaHost {
  state: MemoryState;
  readonly program: Program;
  /** Failures that were reported: Orquesta logs each, whatever became of it. */
  readonly failures = new Set<string>();
  /** Instances that a rerun did not take over: Orquesta's one log has them too. */
  readonly leftBehind: (readonly [string, TaskRow])[] = [];
  /** Why the last rerun was refused. */
  refused: string | null = null;
  readonly #events: Decision[] = [];
  readonly #scenario: OrquestaScenario;
  readonly #running: Running[] = [];
  readonly #pending: Running[] = [];
  readonly #ready: Address[] = [];
  readonly #invocations = new Map<string, number>();
  readonly #current = new Map<string, OrquestaOutcome>();
  #ops: readonly Operation[];
  #completed = 0;
  #now = 1_700_000_000_000;

  constructor(program: Program, scenario: OrquestaScenario) {
    this.program = program;
    this.state = new MemoryState();
    this.#scenario = scenario;
    this.#ops = scenario.ops ?? [];
  }

  get execution(): ExecutionRow {
    const row = this.state.get('execution', '');
    if (row === undefined) {
      throw new Error('not started');
    }
    return row;
  }

  get status(): string {
    return shownStatus(this.program, this.state, this.execution);
  }

  output(): Json {
    const { output } = this.execution;
    return output === null ? null : deref(this.state, output);
  }

  run(inputs: Readonly<Record<string, Json>>): void {
    this.take({
      ...{
        type: 'execution.started',
        at: this.#now,
        id: '01JD0000000000000000000000',
        workflow: 'corpus.case',
      },
      ...{ definition: 'hash', input: { inline: inputs }, startAt: null, tags: [] },
      limits: { duration: 86_400_000, taskIterations: 1000 },
    });
    const most = this.#scenario.max_completions ?? 2000;
    while (this.#completed < most && this.#step()) {
      // Each step is one completion, one round, one timer or one operation.
    }
  }

  #step(): boolean {
    const [op, ...rest] = this.#ops;
    if (op !== undefined && (this.#completed >= (op.after ?? 0) || this.#running.length === 0)) {
      this.#ops = rest;
      this.#operate(op);
      return true;
    }
    if (this.#running.length === 0) {
      return false;
    }
    if (this.#scenario.mode === 'rounds') {
      this.#round();
    } else {
      this.#complete(this.#running.shift());
    }
    return true;
  }

  /** What completes in one round may not start anything before the round is over. */
  #round(): void {
    const round = this.#running.splice(0);
    const held = this.execution.status === 'running' && round.length > 1;
    if (held) {
      this.take({ type: 'command.pause', at: this.#now });
    }
    for (const each of round) {
      this.#complete(each);
    }
    if (held && ['pausing', 'paused'].includes(this.execution.status)) {
      this.take({ type: 'command.resume', at: this.#now });
    }
  }

  /** Time does not pass: what is delayed or retried starts at once. */
  #fireTimer(): boolean {
    if (isFinal(EXECUTION, this.execution.status)) {
      return false;
    }
    for (const [timer, row] of this.state.scan('timer', '')) {
      if ((row.kind === 'delay' || row.kind === 'retry') && row.due !== null) {
        this.#decide({ type: 'timer.fired', at: Math.max(this.#now, row.due), timer });
        return true;
      }
    }
    return false;
  }

  #operate(operation: Operation): void {
    const { op, if_status, task, item, status, result } = operation;
    if (if_status !== undefined && if_status !== this.status) {
      return;
    }
    const at = this.#now;
    switch (op) {
      case 'pause':
      case 'resume':
        this.take({ type: `command.${op}`, at });
        return;
      case 'cancel':
        this.take({ type: 'command.cancel', mode: 'finish', at });
        return;
      case 'answer': {
        const index = this.#pending.findIndex(
          (each) => taskOf(each.instance) === task && (item === undefined || each.item === item),
        );
        const [answered] = index === -1 ? [] : this.#pending.splice(index, 1);
        if (answered !== undefined) {
          this.#report(answered, { status: status ?? 'succeeded', result: result ?? null });
        }
        return;
      }
      case 'rerun':
        this.#rerun(operation);
        return;
      case 'status':
        return;
      default:
        throw new Unsupported(`operation ${op}`);
    }
  }

  /** A rerun is a new execution here; the host goes on with that one. Orquesta goes on with the old. */
  #rerun({ tasks }: Operation): void {
    const from = tasks === undefined || tasks.length === 0 ? null : tasks.map((each) => each.task);
    const resetItems = tasks?.some(({ reset_items }) => reset_items === true) ?? false;
    const plan = planRerun(this.#events, { from, at: null, resetItems });
    if (!plan.ok) {
      this.refused = plan.code;
      return;
    }
    const { id, workflow, definition, input, startAt, tags, limits } = this.execution;
    const before = this.state;
    this.state = new MemoryState();
    const taken = new Set(plan.takeover.rows.flatMap(({ table, key }) => (table === 'task' ? [key] : [])));
    this.leftBehind.push(...[...before.scan('task', '')].filter(([instance]) => !taken.has(instance)));
    this.#events.length = 0;
    this.#current.clear();
    for (const { token } of plan.takeover.restarts) {
      const row = plan.takeover.rows.find(({ table, key }) => table === 'token' && key === token)?.row as TokenRow;
      this.failures.delete(row.value);
    }
    for (const id of plan.values) {
      this.state.addValue(movedId(id), before.value(id));
    }
    const takeover = { inline: plan.takeover as unknown as Json };
    this.take({
      ...{ type: 'execution.rerun', at: this.#now, id, workflow, definition, input, startAt, tags, limits, takeover },
      vars: { inline: {} },
    });
  }

  #complete(running: Running | undefined): void {
    if (running !== undefined) {
      this.#report(running, running.outcome);
    }
  }

  #report(running: Running, { status = 'succeeded', result = null }: OrquestaOutcome): void {
    this.#now += 1;
    this.#completed += 1;
    const { instance, item, attempt } = running;
    const address = { at: this.#now, instance, item, attempt };
    const value = { inline: result };
    switch (status) {
      case 'succeeded':
        this.take({ type: 'task.completed', ...address, result: value });
        return;
      case 'canceled':
        this.take({ type: 'task.canceled', ...address });
        return;
      case 'pending':
      case 'paused':
        this.#pending.push(running);
        this.take({ type: 'task.pending', ...address, expiresAt: null });
        return;
      default: {
        const kind = status === 'timeout' ? 'timeout' : 'action';
        if (status === 'failed') {
          this.failures.add(taskOf(instance));
        }
        this.take({
          type: 'task.failed',
          ...address,
          result: value,
          error: { code: status, message: status, kind },
        });
      }
    }
  }

  /** One cause, and what it leads to without time passing; calls that begin together are in the order of names. */
  take(cause: Cause): void {
    this.#decide(cause);
    while (this.#fireTimer()) {
      // Delays and pauses before retries reorder nothing.
    }
    const ready = this.#ready.splice(0).sort((a, b) => compareNames(taskOf(a.instance), taskOf(b.instance)));
    for (const call of ready) {
      this.#running.push({ ...call, outcome: this.#outcomeFor(call) });
    }
  }

  #decide(cause: Cause): void {
    const decision = decide(this.program, this.state, cause);
    this.#events.push(decision);
    for (const { id, value } of decision.values) {
      this.state.addValue(id, value);
    }
    for (const change of decision.changes) {
      apply(this.state, change, decision.at);
    }
    applyEvent(this.state, decision.seq, decision.at);
    this.#obey(decision);
  }

  #obey({ effects }: Decision): void {
    for (const effect of effects) {
      if (effect.type === 'call') {
        this.#ready.push({ instance: effect.instance, item: effect.item, attempt: effect.attempt });
      } else if (effect.type === 'call.aborted') {
        for (const list of [this.#running, this.#pending]) {
          const index = list.findIndex((each) => each.instance === effect.instance && each.item === effect.item);
          if (index !== -1) {
            list.splice(index, 1);
          }
        }
      }
    }
    for (const effect of effects) {
      if (effect.type === 'skip') {
        const { instance, item, attempt, reason } = effect;
        // The corpus' host completes an empty list itself, and counts it.
        const outcome = this.#outcomeFor({ instance, item: null, attempt });
        if (reason === 'no_items' && outcome.status !== undefined && outcome.status !== 'succeeded') {
          this.#running.push({ instance, item, attempt, outcome });
        } else {
          this.#decide({ type: 'task.skipped', at: this.#now, reason, instance, item, attempt });
        }
      }
    }
  }

  /** The n-th start of a task takes its n-th outcome; its items share one start. */
  #outcomeFor({ instance, item, attempt }: Address): OrquestaOutcome {
    const start = `${instance}/${attempt}`;
    const known = this.#current.get(start);
    if (known === undefined || item === null) {
      const task = taskOf(instance);
      const n = this.#invocations.get(task) ?? 0;
      this.#invocations.set(task, n + 1);
      const routed = this.#scenario.tasks?.[`${task}@${instance.slice(task.length + 1)}`]?.[0];
      this.#current.set(start, routed ?? this.#scenario.tasks?.[task]?.[n] ?? this.#scenario.default ?? {});
    }
    const outcome = this.#current.get(start) ?? {};
    return item === null ? outcome : (outcome.items?.[item] ?? (outcome.items === undefined ? outcome : {}));
  }
}
