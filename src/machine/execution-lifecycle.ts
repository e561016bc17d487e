import type { Lifecycle } from './lifecycle.ts';

export type ExecutionStatus =
  | 'requested'
  | 'running'
  | 'pausing'
  | 'paused'
  | 'canceling'
  | 'failing'
  | 'canceled'
  | 'succeeded'
  | 'failed'
  | 'timed_out';

/**
 * `fail`: an unhandled failure, or a limit; `quiesce`: nothing executes and nothing is scheduled; `timeout`: the
 * duration limit, after which nothing more is waited for.
 */
export type ExecutionEvent = 'admit' | 'pause' | 'resume' | 'cancel' | 'fail' | 'timeout' | 'quiesce';

export const EXECUTION: Lifecycle<ExecutionStatus, ExecutionEvent> = {
  id: 'execution',
  initial: 'requested',
  states: {
    requested: { on: { admit: 'running', cancel: 'canceled', timeout: 'timed_out', fail: 'failed' } },
    running: {
      on: { pause: 'pausing', cancel: 'canceling', fail: 'failing', timeout: 'timed_out', quiesce: 'succeeded' },
    },
    pausing: {
      on: { resume: 'running', cancel: 'canceling', fail: 'failing', timeout: 'timed_out', quiesce: 'paused' },
    },
    paused: { on: { resume: 'running', cancel: 'canceling', fail: 'failing', timeout: 'timed_out' } },
    canceling: { on: { timeout: 'timed_out', quiesce: 'canceled' } },
    failing: { on: { timeout: 'timed_out', quiesce: 'failed' } },
    canceled: { type: 'final' },
    succeeded: { type: 'final' },
    failed: { type: 'final' },
    timed_out: { type: 'final' },
  },
};
