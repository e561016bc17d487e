import type { Change } from '../projection/change.ts';
import type { ExecutionRow, TaskRow } from '../projection/rows.ts';
import { attributes, nanoseconds, type Span } from './span.ts';
import { spanId, type Trace } from './trace-context.ts';

/** What is known of an execution beside its log. */
export interface Traced {
  readonly row: ExecutionRow;
  readonly version: number;
  readonly trace: Trace;
  /** The execution that waits for this one, or that it takes over from. */
  readonly parent: string | null;
  readonly origin: string | null;
  readonly task: (instance: string) => TaskRow | undefined;
}

/** The spans that some events have finished: one for each task instance, and one for the execution. Never a value. */
export function spansOf(events: Iterable<{ readonly changes: readonly Change[] }>, traced: Traced): readonly Span[] {
  const spans: Span[] = [];
  for (const { changes } of events) {
    for (const change of changes) {
      if (change.type === 'task.ended') {
        const row = traced.task(change.instance);
        spans.push(...(row === undefined ? [] : [taskSpan(change.instance, row, traced)]));
      } else if (change.type === 'execution.ended') {
        spans.push(executionSpan(traced));
      }
    }
  }
  return spans;
}

/** Whether an event finishes a span. */
export function finishesSpan(changes: readonly Change[]): boolean {
  return changes.some(({ type }) => type === 'task.ended' || type === 'execution.ended');
}

function executionSpan({ row, version, trace, parent, origin }: Traced): Span {
  const { id, workflow, status, error, startedAt, endedAt, at } = row;
  return {
    ...{ traceId: trace.traceId, spanId: spanId(id, null), name: workflow, kind: 1 },
    ...(trace.parent === null ? {} : { parentSpanId: trace.parent }),
    ...{ startTimeUnixNano: nanoseconds(startedAt), endTimeUnixNano: nanoseconds(endedAt ?? at) },
    attributes: attributes({
      ...{ execution: id, workflow, version, status, error_code: error?.code, parent, origin },
    }),
    status: { code: codeOf(status) },
  };
}

function taskSpan(instance: string, task: TaskRow, { row, version, trace }: Traced): Span {
  const { status, iteration, attempt, action, error, child, triggeredBy, scheduledAt, endedAt } = task;
  const links = triggeredBy.map((trigger) => ({ traceId: trace.traceId, spanId: spanId(row.id, trigger.instance) }));
  return {
    ...{ traceId: trace.traceId, spanId: spanId(row.id, instance), parentSpanId: spanId(row.id, null) },
    ...{ name: task.task, kind: 1, ...(links.length === 0 ? {} : { links }) },
    ...{ startTimeUnixNano: nanoseconds(scheduledAt), endTimeUnixNano: nanoseconds(endedAt ?? row.at) },
    attributes: attributes({
      ...{ execution: row.id, workflow: row.workflow, version, task: task.task, instance, iteration, attempt },
      ...{ action, status, error_code: error?.code, child },
    }),
    status: { code: codeOf(status) },
  };
}

function codeOf(status: string): 0 | 1 | 2 {
  return status === 'succeeded' ? 1 : status === 'failed' || status === 'timed_out' ? 2 : 0;
}
