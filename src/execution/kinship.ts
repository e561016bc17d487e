import type { Program } from '../conductor/program.ts';
import type { ExecutionRow } from '../conductor/rows.ts';
import { deref } from '../conductor/state.ts';
import type { Call, CallOutcome, ChildEnd, Family, ParentAddress } from '../host/ports.ts';
import { EXECUTION } from '../machine/execution-lifecycle.ts';
import { isFinal } from '../machine/lifecycle.ts';
import { own } from '../value/json.ts';
import type { Turns } from './turns.ts';

/** What a start says beside its cause; stored once, as the value `start`. */
export interface StartMeta {
  /** The registry's number of the version. */
  readonly version: number;
  readonly parent: (ParentAddress & { readonly depth: number }) | null;
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
    const { execution, instance, item, attempt, input, since, action } = call;
    const parent = { execution, instance, item, attempt };
    return this.#family.start({ parent, workflow: action, ...child, input, since, depth, tags: row.tags });
  }

  /** What the parent is to be told, once this execution has ended. */
  end(row: ExecutionRow): ChildEnd | undefined {
    const { parent } = this.meta;
    if (parent === null || !isEnd(row.status)) {
      return undefined;
    }
    const { execution, instance, item, attempt } = parent;
    const output = JSON.stringify(row.output === null ? null : deref(this.#turns.state, row.output));
    const error = row.error === null ? null : { code: row.error.code, message: row.error.message };
    return { execution, instance, item, attempt, child: row.id, status: row.status, output, error };
  }

  /** A child whose task was over before it had started. */
  abandon(child: string): void {
    this.#family.command(child, 'cancel').catch(() => {
      // It ends by its own limits; nobody waits for it.
    });
  }
}

function isEnd(status: ExecutionRow['status']): status is ChildEnd['status'] {
  return isFinal(EXECUTION, status);
}
