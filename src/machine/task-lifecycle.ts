import type { Lifecycle } from './lifecycle.ts';

export type TaskStatus =
  | 'delayed'
  | 'scheduled'
  | 'running'
  | 'pending'
  | 'retrying'
  | 'succeeded'
  | 'failed'
  | 'timed_out'
  | 'canceled'
  | 'skipped';

export type TaskEvent = 'skip' | 'delay' | 'dispatch' | 'wait' | 'retry' | 'succeed' | 'fail' | 'time_out' | 'cancel';

const ENDS = { succeed: 'succeeded', fail: 'failed', time_out: 'timed_out', cancel: 'canceled' } as const;

/** The life of a task instance. `waiting` is no status of an instance: a join's instance begins when it fires. */
export const TASK: Lifecycle<TaskStatus, TaskEvent> = {
  id: 'task',
  initial: 'scheduled',
  states: {
    scheduled: { on: { ...ENDS, skip: 'skipped', delay: 'delayed', dispatch: 'running' } },
    delayed: {
      on: { dispatch: 'running', succeed: 'succeeded', fail: 'failed', time_out: 'timed_out', cancel: 'canceled' },
    },
    running: { on: { ...ENDS, wait: 'pending', retry: 'retrying' } },
    pending: { on: { ...ENDS, retry: 'retrying' } },
    retrying: {
      on: { dispatch: 'running', succeed: 'succeeded', fail: 'failed', time_out: 'timed_out', cancel: 'canceled' },
    },
    succeeded: { type: 'final' },
    failed: { type: 'final' },
    timed_out: { type: 'final' },
    canceled: { type: 'final' },
    skipped: { type: 'final' },
  },
};
