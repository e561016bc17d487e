import { isFinal } from '../machine/lifecycle.ts';
import { TASK } from '../machine/task-lifecycle.ts';
import type { ExecutionRow } from '../projection/rows.ts';
import type { SpanSink } from '../telemetry/span.ts';
import { spansOf } from '../telemetry/spans.ts';
import { formatTraceparent, spanId, traceOf } from '../telemetry/trace-context.ts';
import type { Kinship } from './kinship.ts';
import type { Turns } from './turns.ts';

/** Events that are looked at for one batch of spans. */
const PAGE = 100;

/** The place of one execution in traces: what it passes on, and the spans it tells of. */
export class Tracing {
  readonly #turns: Turns;
  readonly #kinship: Kinship;
  readonly #sink: SpanSink | undefined;
  /** What came in with the start; it never changes. */
  #given: { readonly traceparent: string | undefined } | undefined;

  constructor(turns: Turns, kinship: Kinship, sink: SpanSink | undefined) {
    this.#turns = turns;
    this.#kinship = kinship;
    this.#sink = sink;
    turns.traced = sink !== undefined;
  }

  /** Who tells of spans is the parent of what it calls; who does not passes on what it was given. */
  traceparent(row: ExecutionRow | undefined, instance: string): string | undefined {
    this.#given ??= { traceparent: this.#kinship.meta.traceparent };
    const { traceparent } = this.#given;
    return row === undefined || this.#sink === undefined
      ? traceparent
      : formatTraceparent(traceOf(row.id, traceparent), spanId(row.id, instance));
  }

  /** Sends what some events after a number have finished. Returns the last of them. @throws when it is to be tried again */
  async export(row: ExecutionRow | undefined, after: number): Promise<number> {
    const events = this.#turns.log.read(after, PAGE);
    const last = events.at(-1)?.seq;
    if (row === undefined || last === undefined || this.#sink === undefined) {
      return Number.MAX_SAFE_INTEGER;
    }
    const { version, parent, origin, traceparent } = this.#kinship.meta;
    const trace = traceOf(row.id, traceparent);
    const task = (instance: string) => {
      const found = this.#turns.state.get('task', instance);
      return found !== undefined && isFinal(TASK, found.status) ? found : undefined;
    };
    const kin = { parent: parent?.execution ?? null, origin: origin?.id ?? null };
    const spans = trace.sampled ? spansOf(events, { row, version, trace, ...kin, task }) : [];
    if (spans.length > 0) {
      await this.#sink.export(spans);
    }
    return last;
  }
}
