import type { Cause, Continuation } from '../conductor/cause.ts';
import type { Directory } from '../host/directory.ts';
import { EXECUTION } from '../machine/execution-lifecycle.ts';
import { isFinal } from '../machine/lifecycle.ts';
import type { ExecutionRow } from '../projection/rows.ts';
import type { CauseMaker, Turns } from './turns.ts';

interface AdmissionPorts {
  readonly turns: Turns;
  readonly row: () => ExecutionRow | undefined;
  readonly limit: Directory['limit'];
  readonly take: (make: CauseMaker) => void;
}

/** What an execution whose workflow has `concurrency` has to do with the limit of its key. */
export class Admission {
  readonly #ports: AdmissionPorts;

  constructor(ports: AdmissionPorts) {
    this.#ports = ports;
  }

  /** Tells the limit how this execution stands: that it asks for a place, or has ended. @throws when it is away */
  async tell(): Promise<void> {
    const { row, limit, take } = this.#ports;
    const mine = row();
    if (mine?.concurrency === undefined) {
      return;
    }
    const { id, workflow, status, concurrency } = mine;
    const port = limit(workflow, concurrency.key);
    if (isFinal(EXECUTION, status)) {
      return port.release(id);
    }
    if (status !== 'requested') {
      return;
    }
    const { limit: most, onLimit } = concurrency;
    const answer = await port.request({ execution: id, limit: most, onLimit });
    // It may have been canceled meanwhile; then it is released next.
    if (answer !== 'queued' && row()?.status === 'requested') {
      const refused = (at: number): Cause => ({
        ...{ type: 'execution.refused', at, reason: answer === 'skipped' ? 'skipped' : 'limit_reached' },
      });
      take((_, at) => (answer === 'admitted' ? this.admitted(at) : refused(at)));
    }
  }

  /** It has its place; what it takes over from another execution stands in its first event. */
  admitted(at: number): Cause {
    const [first] = this.#ports.turns.log.read(0, 1, []);
    const { rerun = null } = (first?.cause ?? {}) as { readonly rerun?: Continuation | null };
    return { type: 'execution.admitted', at, rerun };
  }
}
