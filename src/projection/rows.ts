import type { ConcurrencyDefinition, JoinMode, OnFailure } from '../definition/definition.ts';
import type { InboxTables } from '../inbox/rows.ts';
import type { ExecutionStatus } from '../machine/execution-lifecycle.ts';
import type { TaskStatus } from '../machine/task-lifecycle.ts';
import type { ExecutionError, TaskError } from '../problem/task-error.ts';
import type { ValueRef } from '../value/value-ref.ts';

export type { ValueRef };

/** The execution itself; one row, rewritten by every event, so it stays small. */
export interface ExecutionRow {
  readonly id: string;
  readonly workflow: string;
  /** Content hash of the pinned definition. */
  readonly definition: string;
  readonly status: ExecutionStatus;
  /** Sequence number and time (ms) of the last event. */
  readonly seq: number;
  readonly at: number;
  readonly startedAt: number;
  readonly endedAt: number | null;
  readonly input: ValueRef;
  /** Tasks the execution starts at, by name, when the request names them. */
  readonly startAt: readonly string[] | null;
  readonly tags: readonly string[];
  readonly limits: EffectiveLimits;
  readonly onFailure: OnFailure;
  /** Counters for the names of tokens, scopes and starts. */
  readonly tokens: number;
  readonly scopes: number;
  readonly order: number;
  /** Instances started so far. */
  readonly instances: number;
  /** Instances that are not final: while there is one, something can still happen. */
  readonly active: number;
  /** Instances with a call that is out; a pause waits for them. */
  readonly running: number;
  readonly errors: number;
  /** The first unhandled error. */
  readonly error: ExecutionError | null;
  readonly output: ValueRef | null;
  /** Whether live tokens of the start's group are counted per task (an `active` join is anchored there). */
  readonly counted: boolean;
  /** Where it has to be admitted; absent: nowhere. */
  readonly concurrency?: Admission;
}

/** `concurrency` of a definition, its key evaluated. */
export interface Admission {
  readonly key: string;
  readonly limit: number;
  readonly onLimit: ConcurrencyDefinition['onLimit'];
}

export interface EffectiveLimits {
  /** Milliseconds. */
  readonly duration: number;
  readonly taskIterations: number;
  /** The start request names it: it goes before what a task says. */
  readonly iterationsAsked?: true;
}

/** A live token: one thread of control, as a snapshot of the generated machine. */
export interface TokenRow {
  /** State of the machine: a task, `<task>:join`, or a fork on the way. */
  readonly value: string;
  readonly scope: string;
  /** Instances of anchors and recurrent joins it passed and still needs, oldest first. */
  readonly markers: readonly string[];
  /** The instance it runs, or the last it ran. */
  readonly instance: string | null;
  /** Start number of that instance. */
  readonly order: number;
  /** It arrived at a task that may not start now: it starts when the execution is resumed, or in a rerun. */
  readonly held: boolean;
  /** The completion and the transition that brought it where it is. */
  readonly trigger: Trigger | null;
}

export interface Trigger {
  readonly instance: string;
  readonly transition: number;
}

/** A task instance, live or ended. */
export interface TaskRow {
  readonly task: string;
  readonly iteration: number;
  readonly token: string;
  readonly order: number;
  readonly status: TaskStatus;
  readonly attempt: number;
  readonly items: ItemsState | null;
  /** The execution that its call has started. */
  readonly child: string | null;
  readonly action: string | null;
  readonly input: ValueRef | null;
  readonly result: ValueRef | null;
  readonly error: TaskError | null;
  readonly triggeredBy: readonly Trigger[];
  readonly scheduledAt: number;
  readonly endedAt: number | null;
}

/** How far a task with items is. */
export interface ItemsState {
  readonly list: ValueRef;
  readonly count: number;
  readonly concurrency: number;
  /** The next item that has not been looked at in this attempt. */
  readonly next: number;
  /** Items whose call is out, or that wait for outside. */
  readonly open: number;
  /** Those of them that wait for outside. */
  readonly pending: number;
  readonly failed: number;
}

/** One item of a task with items. */
export interface ItemRow {
  readonly status: 'running' | 'pending' | 'succeeded' | 'failed' | 'timed_out' | 'canceled';
  readonly attempt: number;
  readonly child: string | null;
  readonly input: ValueRef;
  readonly result: ValueRef | null;
  readonly error: TaskError | null;
}

/** The instance of an anchor or of a recurrent join, as the group of the arrivals below it. The start is ''. */
export interface GroupRow {
  readonly scope: string;
  readonly markers: readonly string[];
  /** Inbound tasks of the join whose arrivals the group inherits. */
  readonly inherited: readonly string[];
  /** Live tokens that carry it. */
  readonly tokens: number;
  readonly counted: boolean;
}

/** One activation of a join within a group. */
export interface JoinRow {
  readonly mode: JoinMode;
  readonly needed: number | null;
  readonly arrived: number;
  readonly firstAt: number;
  /** Order of the first arrival, to find the oldest. */
  readonly firstOrder: number;
  readonly fired: string | null;
  readonly firedAt: number | null;
}

export interface ArrivalRow {
  readonly task: string;
  readonly instance: string;
  readonly token: string;
  /** One, or more when several transitions of one completion lead here. */
  readonly scopes: readonly string[];
  readonly transitions: readonly number[];
  readonly at: number;
}

/** One link of a chain of changed names. */
export interface ScopeRow {
  readonly parent: string | null;
  readonly depth: number;
  readonly vars: Readonly<Record<string, ValueRef>>;
  /** Latest instance of each task named in expressions, on the path of the token. */
  readonly tasks: Readonly<Record<string, string>>;
  /** On every 32nd link: the depth at which each name was set; `vars` and `tasks` then hold all of them. */
  readonly flat: {
    readonly vars: Readonly<Record<string, number>>;
    readonly tasks: Readonly<Record<string, number>>;
  } | null;
}

/** `retry` and `delay` start an attempt; `sleep` ends one well; the others end one badly. */
export type TimerKind = 'duration' | 'delay' | 'retry' | 'sleep' | 'expiry' | 'timeout' | 'total' | 'heartbeat';

export interface TimerRow {
  /** Milliseconds since the epoch; null while the execution is paused. */
  readonly due: number | null;
  /** Milliseconds that were left when the execution was paused. */
  readonly remaining: number | null;
  readonly kind: TimerKind;
  readonly instance: string | null;
  readonly item: number | null;
  readonly attempt: number;
}

/** A scope that an ended token leaves to the final scope, with the start number of its last task. */
export interface EndedRow {
  readonly order: number;
}

export interface CountRow {
  readonly n: number;
}

/** Every table of an execution, by name. Keys are text; parts are separated by `|`. */
export interface Tables extends InboxTables {
  /** Key ''. */
  execution: ExecutionRow;
  token: TokenRow;
  /** Key `<task>:<n>`. */
  task: TaskRow;
  /** Key `<instance>|<padded index>`. */
  item: ItemRow;
  /** Key: task name. */
  iteration: CountRow;
  /** Key: instance of the marker, '' for the start. */
  group: GroupRow;
  /** Live tokens, key `<group>|<task>`; only in counted groups. */
  live: CountRow;
  /** Arrivals so far, key `<join>|<group>|<task>`. */
  lane: CountRow;
  /** Key `<join>|<group>|<activation>`. */
  join: JoinRow;
  /** Key `<join key>|<number>`. */
  arrival: ArrivalRow;
  scope: ScopeRow;
  timer: TimerRow;
  /** Key: scope. */
  ended: EndedRow;
  /** Errors beyond the first, in order of their numbers. */
  error: ExecutionError;
}

export type TableName = keyof Tables;
/** Numbers inside keys are padded so that the order of keys is the order of numbers. */
export function padded(n: number): string {
  return String(n).padStart(7, '0');
}

export const joinKey = (join: string, group: string, activation: number) => `${join}|${group}|${padded(activation)}`;
export const itemKey = (instance: string, item: number) => `${instance}|${padded(item)}`;
export const laneKey = (join: string, group: string, task: string) => `${join}|${group}|${task}`;

/** The task of an instance id `<task>:<n>`. */
export function taskOf(instance: string): string {
  return instance.slice(0, instance.lastIndexOf(':'));
}
