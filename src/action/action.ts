import type { Call, CallError, CallOutcome, Egress } from '../host/ports.ts';
import type { Json } from '../value/json.ts';

/** What an action may use. */
export interface ActionPorts {
  readonly egress: Egress;
}

/** A core action: one subject, its own input schema, and a result or an error in words. */
export interface Action {
  readonly ref: string;
  readonly label: string;
  /** Answers at once when nothing outside is needed. */
  run(call: Call, ports: ActionPorts, signal: AbortSignal): CallOutcome | Promise<CallOutcome>;
}

export function completed(result: Json): CallOutcome {
  return { type: 'completed', result };
}

export function failed(error: CallError, result: Json = null): CallOutcome {
  return { type: 'failed', error, result };
}
