import { parseTraceparent } from '../../telemetry/trace-context.ts';

/** The trace context that a request comes with, as a start command carries it on; none when it makes no sense. */
export function traceContext(request: Pick<Request, 'headers'> | undefined): { readonly traceparent?: string } {
  const traceparent = request?.headers.get('traceparent')?.trim() ?? '';
  return parseTraceparent(traceparent) === undefined ? {} : { traceparent };
}
