import type { JoinMode } from '../definition/definition.ts';
import type { InboxChange } from '../inbox/change.ts';
import type { ExecutionStatus } from '../machine/execution-lifecycle.ts';
import type { TaskStatus } from '../machine/task-lifecycle.ts';
import type { ExecutionError, TaskError } from '../problem/task-error.ts';
import type { ExecutionRow, ItemRow, ScopeRow, TableName, Tables, TimerRow, Trigger, ValueRef } from './rows.ts';

/**
 * What a turn writes, as plain data. Each type says all that `apply` needs: it looks nothing up but the rows it
 * changes. Types are never redefined; a new meaning gets a new name, and readers skip names they do not know.
 */
export type Change =
  | InboxChange
  | { readonly type: 'execution.created'; readonly row: ExecutionRow }
  | { readonly type: 'execution.moved'; readonly from: ExecutionStatus; readonly to: ExecutionStatus }
  | {
      readonly type: 'execution.ended';
      readonly from: ExecutionStatus;
      readonly to: ExecutionStatus;
      readonly output: ValueRef | null;
    }
  /** A row that is taken over from another execution. */
  | { readonly type: 'row.taken'; readonly table: TableName; readonly key: string; readonly row: Tables[TableName] }
  | { readonly type: 'error.recorded'; readonly error: ExecutionError }
  | ({ readonly type: 'scope.extended'; readonly scope: string } & ScopeRow)
  | { readonly type: 'token.created'; readonly token: string; readonly value: string; readonly scope: string }
  /** A copy at the same place: one for each further branch of a fork, and each further match. */
  | { readonly type: 'token.copied'; readonly token: string; readonly from: string }
  | {
      readonly type: 'token.moved';
      readonly token: string;
      readonly from: string;
      readonly to: string;
      readonly scope: string;
      readonly held: boolean;
      readonly trigger: Trigger | null;
    }
  /** `final`: its variables count in the final scope (those of a token merged by a join do so already). */
  | {
      readonly type: 'token.ended';
      readonly token: string;
      readonly from: string;
      readonly to: string;
      readonly scope: string;
      readonly final: boolean;
    }
  /** An instance begins; the token carries these markers from now on. */
  | {
      readonly type: 'task.scheduled';
      readonly instance: string;
      readonly task: string;
      readonly iteration: number;
      readonly token: string;
      readonly action: string | null;
      readonly triggeredBy: readonly Trigger[];
      readonly markers: readonly string[];
    }
  | { readonly type: 'task.dispatched'; readonly instance: string; readonly attempt: number; readonly input: ValueRef }
  | { readonly type: 'task.pending'; readonly instance: string }
  /** What it waited for outside goes on. */
  | { readonly type: 'task.resumed'; readonly instance: string }
  | { readonly type: 'item.resumed'; readonly instance: string; readonly item: number }
  /** Another execution does its work. */
  | { readonly type: 'child.started'; readonly instance: string; readonly item: number | null; readonly child: string }
  /** It starts at a time of its own. */
  | { readonly type: 'task.delayed'; readonly instance: string }
  /** Another attempt will be made. */
  | { readonly type: 'task.retrying'; readonly instance: string; readonly attempt: number }
  /** The list of items is known; an attempt begins with them. `concurrency` at a time. */
  | {
      readonly type: 'items.opened';
      readonly instance: string;
      readonly attempt: number;
      readonly list: ValueRef;
      readonly count: number;
      readonly concurrency: number;
    }
  /** `item` is passed over: it succeeded in an earlier attempt. */
  | { readonly type: 'item.kept'; readonly instance: string; readonly item: number }
  | {
      readonly type: 'item.started';
      readonly instance: string;
      readonly item: number;
      readonly attempt: number;
      readonly input: ValueRef;
    }
  | { readonly type: 'item.pending'; readonly instance: string; readonly item: number }
  | {
      readonly type: 'item.ended';
      readonly instance: string;
      readonly item: number;
      readonly status: Exclude<ItemRow['status'], 'running' | 'pending'>;
      readonly result: ValueRef | null;
      readonly error: TaskError | null;
    }
  | {
      readonly type: 'task.ended';
      readonly instance: string;
      readonly status: TaskStatus;
      readonly result: ValueRef | null;
      readonly error: TaskError | null;
    }
  /** A fact that came too late, twice or for another attempt: nothing changes, and it is said why. */
  | { readonly type: 'cause.ignored'; readonly reason: string }
  | {
      readonly type: 'group.opened';
      readonly group: string;
      readonly scope: string;
      readonly markers: readonly string[];
      readonly inherited: readonly string[];
      readonly tokens: number;
      readonly counted: boolean;
    }
  | { readonly type: 'group.closed'; readonly group: string }
  | {
      readonly type: 'join.arrived';
      readonly join: string;
      readonly group: string;
      readonly activation: number;
      readonly mode: JoinMode;
      readonly needed: number | null;
      /** Arrivals that the activation begins with, when this is its first. */
      readonly inherited: number;
      readonly number: number;
      readonly task: string;
      readonly instance: string;
      readonly token: string;
      readonly scope: string;
      readonly transition: number;
    }
  /** A second transition of the same completion: the same arrival with one more scope. */
  | { readonly type: 'join.joined'; readonly arrival: string; readonly scope: string; readonly transition: number }
  | {
      readonly type: 'join.fired';
      readonly join: string;
      readonly group: string;
      readonly activation: number;
      readonly instance: string;
      /** Variables that more than one arrival published; the later one wins. */
      readonly conflicts: readonly string[];
    }
  | { readonly type: 'join.dropped'; readonly join: string; readonly group: string }
  | ({ readonly type: 'timer.set'; readonly timer: string } & TimerRow)
  | { readonly type: 'timer.cleared'; readonly timer: string }
  /** What was held may start now. */
  | { readonly type: 'token.released'; readonly token: string };

export type ChangeType = Change['type'];
