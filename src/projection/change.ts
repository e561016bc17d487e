import type { InboxChange } from '../inbox/change.ts';
import type { ExecutionStatus } from '../machine/execution-lifecycle.ts';
import type { ExecutionError } from '../problem/task-error.ts';
import type {
  Admission,
  ArrivalRow,
  ExecutionRow,
  GroupRow,
  ItemRow,
  ItemsState,
  JoinRow,
  ScopeRow,
  TaskRow,
  TimerRow,
  TokenRow,
  ValueRef,
} from './rows.ts';
import type { TakenRow } from './takeover.ts';

type EndOf<Row extends TaskRow | ItemRow> = Pick<Row, 'result' | 'error'>;

/** The activation of a join that a change is about. */
interface AtJoin {
  join: string;
  group: string;
  activation: number;
}

/** What each type of change says: all that `apply` needs, beside the rows it changes. */
interface Changes {
  'execution.created': { row: ExecutionRow };
  'execution.moved': { from: ExecutionStatus; to: ExecutionStatus };
  /** It waits for its place, under the key that its parameters give. */
  'execution.queued': { concurrency: Admission };
  'execution.ended': { from: ExecutionStatus; to: ExecutionStatus; output: ValueRef | null };
  /** A row that is taken over from another execution. */
  'row.taken': TakenRow;
  'error.recorded': { error: ExecutionError };
  'scope.extended': { scope: string } & ScopeRow;
  'token.created': { token: string } & Pick<TokenRow, 'value' | 'scope'>;
  /** A copy at the same place: one for each further branch of a fork, and each further match. */
  'token.copied': { token: string; from: string };
  'token.moved': { token: string; from: string; to: string } & Pick<TokenRow, 'scope' | 'held' | 'trigger'>;
  /** `final`: its variables count in the final scope (those of a token merged by a join do so already). */
  'token.ended': { token: string; from: string; to: string; scope: string; final: boolean };
  /** What was held may start now. */
  'token.released': { token: string };
  /** An instance begins; the token carries these markers from now on. */
  'task.scheduled': { instance: string } & Pick<TaskRow, 'task' | 'iteration' | 'token' | 'action' | 'triggeredBy'> &
    Pick<TokenRow, 'markers'>;
  'task.dispatched': { instance: string; attempt: number; input: ValueRef };
  'task.pending': { instance: string };
  /** What it waited for outside goes on. */
  'task.resumed': { instance: string };
  'item.resumed': { instance: string; item: number };
  /** Another execution does its work. */
  'child.started': { instance: string; item: number | null; child: string };
  /** It starts at a time of its own. */
  'task.delayed': { instance: string };
  /** Another attempt will be made. */
  'task.retrying': { instance: string; attempt: number };
  'task.ended': { instance: string; status: TaskRow['status'] } & EndOf<TaskRow>;
  /** The list of items is known; an attempt begins with them. `concurrency` at a time. */
  'items.opened': { instance: string; attempt: number } & Pick<ItemsState, 'list' | 'count' | 'concurrency'>;
  /** `item` is passed over: it succeeded in an earlier attempt. */
  'item.kept': { instance: string; item: number };
  'item.started': { instance: string; item: number } & Pick<ItemRow, 'attempt' | 'input'>;
  'item.pending': { instance: string; item: number };
  'item.ended': {
    instance: string;
    item: number;
    status: Exclude<ItemRow['status'], 'running' | 'pending'>;
  } & EndOf<ItemRow>;
  /** A fact that came too late, twice or for another attempt: nothing changes, and it is said why. */
  'cause.ignored': { reason: string };
  'group.opened': { group: string } & GroupRow;
  'group.closed': { group: string };
  /** `inherited`: arrivals that the activation begins with, when this is its first. */
  'join.arrived': AtJoin & { inherited: number; number: number; scope: string; transition: number } & Pick<
      JoinRow,
      'mode' | 'needed'
    > &
    Pick<ArrivalRow, 'task' | 'instance' | 'token'>;
  /** A second transition of the same completion: the same arrival with one more scope. */
  'join.joined': { arrival: string; scope: string; transition: number };
  /** `conflicts`: variables that more than one arrival published; the later one wins. */
  'join.fired': AtJoin & { instance: string; conflicts: readonly string[] };
  /** An arrival that came too late for its activation; where its task may arrive again, it is counted. */
  'join.absorbed': AtJoin & { task: string };
  'join.dropped': { join: string; group: string };
  'timer.set': { timer: string } & TimerRow;
  'timer.cleared': { timer: string };
}

/**
 * What a turn writes, as plain data. Types are never redefined; a new meaning gets a new name, and readers skip
 * names they do not know.
 */
export type Change =
  | InboxChange
  | { [Type in keyof Changes]: { readonly type: Type } & Readonly<Changes[Type]> }[keyof Changes];
