import type { Cause } from '../conductor/cause.ts';
import type { Program } from '../conductor/program.ts';
import type { Call, CallOutcome, ChildEnd, Family, ParentAddress } from '../host/ports.ts';
import { EXECUTION } from '../machine/execution-lifecycle.ts';
import { isFinal } from '../machine/lifecycle.ts';
import type { ExecutionRow } from '../projection/rows.ts';
import { deref } from '../projection/state.ts';
import { type Json, own } from '../value/json.ts';
import type { Store, Turns } from './turns.ts';

/** What a start says beside its cause; stored once, as the value `start`. */
export interface StartMeta {
  /** The registry's number of the version. */
  readonly version: number;
  readonly parent: (ParentAddress & { readonly depth: number }) | null;
  /** W3C trace context of who asked for it. */
  readonly traceparent?: string;
  /** The execution it takes over from, and the last event of it that counts. */
  readonly origin?: { readonly id: string; readonly seq: number };
  /** Where its end is told, sealed. */
  readonly caller?: string;
  /** It came in a bundle: it is looked at, and does nothing. */
  readonly imported?: boolean;
}

/** What one execution is to others: the child of one, the parent of some. */
export class Kinship {
  readonly #turns: Turns;
  readonly #family: Family;

  constructor(turns: Turns, family: Family) {
    this.#turns = turns;
    this.#family = family;
  }

  get meta(): StartMeta {
    const { values } = this.#turns;
    return values.has('start') ? (values.get('start') as unknown as StartMeta) : { version: 0, parent: null };
  }

  /** A call whose action is a workflow starts another execution; undefined when it is none. */
  startChild(call: Call, row: ExecutionRow, program: Program): Promise<CallOutcome> | undefined {
    const child = own(program.closure.children, call.action);
    if (child === undefined) {
      return undefined;
    }
    const depth = (this.meta.parent?.depth ?? 0) + 1;
    const { execution, instance, item, attempt, input, since, action, traceparent } = call;
    const trace = traceparent === undefined ? {} : { traceparent };
    const parent = { execution, instance, item, attempt };
    return this.#family.start({ parent, workflow: action, ...child, input, since, depth, tags: row.tags, ...trace });
  }

  #end(row: ExecutionRow): ChildEnd | undefined {
    const { parent } = this.meta;
    if (parent === null || !isEnd(row.status)) {
      return undefined;
    }
    const { execution, instance, item, attempt } = parent;
    const output = JSON.stringify(row.output === null ? null : deref(this.#turns.state, row.output));
    const error = row.error === null ? null : { code: row.error.code, message: row.error.message };
    return { execution, instance, item, attempt, child: row.id, status: row.status, output, error };
  }

  /** Tells the parent how this execution stands: that it has ended, stands still, or goes on. */
  async tellParent(row: ExecutionRow): Promise<void> {
    const { parent } = this.meta;
    const end = this.#end(row);
    if (end !== undefined) {
      return this.#family.ended(end);
    }
    if (parent !== null && (row.status === 'paused' || row.status === 'running')) {
      const { execution, instance, item, attempt } = parent;
      return this.#family.moved({ execution, instance, item, attempt, child: row.id, status: row.status });
    }
  }

  /** A child whose task was over before it had started. */
  abandon(child: string): void {
    this.#family.command(child, 'cancel').catch(() => {
      // It ends by its own limits; nobody waits for it.
    });
  }
}

/** What the end of a child is to the task that waited for it. */
export function endOfChild(end: ChildEnd, store: Store, at: number): Cause {
  const { instance, item, attempt, child, status, output, error } = end;
  const address = { at, instance, item, attempt };
  if (status === 'succeeded') {
    return { type: 'task.completed', ...address, result: store(JSON.parse(output) as Json, 'engine') };
  }
  if (status === 'canceled') {
    return { type: 'task.canceled', ...address };
  }
  const message = error?.message ?? `the child execution ${child} is ${status}`;
  const data = { execution: child, code: error?.code ?? status };
  const failure = { code: 'child_failed', message, kind: 'action', data } as const;
  return { type: 'task.failed', ...address, result: null, error: failure };
}

function isEnd(status: ExecutionRow['status']): status is ChildEnd['status'] {
  return isFinal(EXECUTION, status);
}
