import type { Json, JsonObject } from '../value/json.ts';
import { TABLE_NAMES } from './table-names.ts';

/** The form of a bundle; a new one gets a new name. */
export const BUNDLE_FORMAT = 'ostinato-execution/1';

/** One execution as a document: what it ran, and everything it was told and wrote. Nothing in it is sealed. */
export interface Bundle {
  readonly format: typeof BUNDLE_FORMAT;
  /** RFC 3339. */
  readonly exported_at: string;
  readonly execution: BundledExecution;
  readonly definition: JsonObject;
  readonly closure: JsonObject;
  readonly events: readonly BundledEvent[];
  /** Stored values by id. */
  readonly values: JsonObject;
}

export interface BundledExecution {
  readonly id: string;
  readonly workflow: string;
  /** Number and content hash of the version it is pinned to. */
  readonly version: number;
  readonly definition: string;
}

/** As the history shows it. */
export interface BundledEvent {
  readonly seq: number;
  readonly at: string;
  readonly type: string;
  readonly cause: JsonObject;
  readonly changes: readonly JsonObject[];
  readonly engine: string;
}

/** Why a log cannot be the log of an execution; undefined when it may be one. */
export function brokenLog({ events, execution }: Bundle): string | undefined {
  for (const [i, { seq, at, type, cause, changes }] of events.entries()) {
    if (seq !== i + 1) {
      return `event ${i + 1} has the number ${seq}`;
    }
    if (Number.isNaN(Date.parse(at)) || cause.type !== type) {
      return `event ${seq} has no time, or is not of the type of its cause`;
    }
    if (changes.some((change) => !isKnownPlace(change))) {
      return `event ${seq} writes where there is no table`;
    }
  }
  const created = events[0]?.changes.find(({ type }) => type === 'execution.created');
  const row = (created?.row ?? {}) as JsonObject;
  return row.id === execution.id && row.workflow === execution.workflow && row.definition === execution.definition
    ? undefined
    : 'the first event does not begin the execution that the bundle names';
}

/** Rows that are taken over say themselves where they belong. */
function isKnownPlace(change: JsonObject): boolean {
  const tables: readonly Json[] = TABLE_NAMES;
  return change.type !== 'row.taken' || (tables.includes(change.table ?? null) && typeof change.key === 'string');
}
