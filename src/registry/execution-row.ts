import { WATCH_MS } from '../host/watch.ts';
import { integer, integerOrNull, json, text, textOrNull, word } from './columns.ts';
import type { Row } from './database.ts';

const STATUSES = [
  'requested',
  'running',
  'pausing',
  'paused',
  'canceling',
  'failing',
  'canceled',
  'succeeded',
  'failed',
  'timed_out',
] as const;
export type IndexedStatus = (typeof STATUSES)[number];

/** What lists and searches see of an execution; times are milliseconds. */
export interface ExecutionIndexRow {
  readonly id: string;
  readonly workflow: string;
  readonly pack: string;
  readonly version: number;
  /** Of the workflow's content it is pinned to. */
  readonly hash: string;
  readonly status: IndexedStatus;
  readonly parent: string | null;
  readonly tags: readonly string[];
  readonly started_at: number;
  readonly ended_at: number | null;
  /** When it should have done something by itself; the watchdog looks after it then. */
  readonly wake_at: number | null;
  /** Of the event this row reflects. */
  readonly seq: number;
  readonly input_preview: string | null;
}

/** What is known of an execution before it starts. `waits`: it needs a place first. */
export type StartingExecution = Omit<ExecutionIndexRow, 'status' | 'ended_at' | 'wake_at' | 'seq'> & {
  readonly waits: boolean;
};

/** What the row of an execution says from its start on, so that nobody has to say it a moment later. */
export const startingStatus = (waits: boolean) => (waits ? 'requested' : 'running');

/**
 * The row of an execution that is about to start, as it will stand when it has. One that never got as far is taken away
 * by the watchdog.
 */
export function startingRow({ waits, ...known }: StartingExecution, now: number): ExecutionIndexRow {
  return { ...known, status: startingStatus(waits), ended_at: null, wake_at: now + WATCH_MS, seq: 0 };
}

export const EXECUTION_COLUMNS = `id, workflow, pack, version, hash, status, parent, tags, started_at, ended_at,
  wake_at, seq, input_preview`;

export function readExecution(row: Row): ExecutionIndexRow {
  return {
    id: text(row, 'id'),
    workflow: text(row, 'workflow'),
    pack: text(row, 'pack'),
    version: integer(row, 'version'),
    hash: text(row, 'hash'),
    status: word(row, 'status', STATUSES),
    parent: textOrNull(row, 'parent'),
    tags: json(row, 'tags'),
    started_at: integer(row, 'started_at'),
    ended_at: integerOrNull(row, 'ended_at'),
    wake_at: integerOrNull(row, 'wake_at'),
    seq: integer(row, 'seq'),
    input_preview: textOrNull(row, 'input_preview'),
  };
}
