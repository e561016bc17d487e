/** What an execution asks for that has to be admitted. */
export interface LimitRequest {
  readonly execution: string;
  /** How many may run at once. The newest request decides, also for those who wait. */
  readonly limit: number;
  readonly onLimit: 'queue' | 'skip' | 'cancel_running' | 'fail';
}

export type LimitAnswer = 'admitted' | 'queued' | 'skipped' | 'limit_reached';

/** How it stands with one key. Lists are in the order in which the executions came, and bounded. */
export interface LimitView {
  readonly running: readonly string[];
  /** All who wait; `queue` names the first. */
  readonly queued: number;
  readonly queue: readonly string[];
}

/** The executions of one workflow with one key. Told again, it answers again; refusals are not remembered. */
export interface LimitPort {
  request(request: LimitRequest): Promise<LimitAnswer>;
  /** The execution has ended, admitted or not. */
  release(execution: string): Promise<void>;
  describe(): Promise<LimitView>;
}
