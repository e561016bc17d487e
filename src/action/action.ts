import type { Call, CallError, CallOutcome, Clock, Egress } from '../host/ports.ts';
import type { Json } from '../value/json.ts';

/** What an action may use. */
export interface ActionPorts {
  readonly egress: Egress;
  /** The way to a Worker that is bound to this one; undefined: there is none of this name. */
  readonly service: (name: string) => Egress | undefined;
  readonly clock: Clock;
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
