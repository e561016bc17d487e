import type { Alarm, Clock, SqlStorage } from '../../host/ports.ts';
import type { TriggerSnapshot } from '../../host/trigger-port.ts';
import type { Problem } from '../../problem/problem.ts';

/** An execution to be started, under an id derived from what starts it. */
export interface TriggerStart {
  readonly execution: string;
  readonly workflow: string;
  /** JSON text, not yet compared with the parameters. */
  readonly input: string;
  readonly tags: readonly string[];
  /** ms; the time part of the id. */
  readonly at: number;
  /** W3C trace context of who sent the delivery. */
  readonly traceparent?: string;
}

export type StartOutcome =
  | { readonly type: 'started' }
  /** Trying again would not help. */
  | { readonly type: 'refused'; readonly problem: Problem };

export interface TriggerPorts {
  readonly sql: SqlStorage;
  readonly alarm: Alarm;
  readonly clock: Clock;
  readonly registry: {
    /** Undefined: there is no such trigger. @throws when the registry is away */
    read(name: string): Promise<TriggerSnapshot | undefined>;
    /** Notes what the trigger has seen of itself, and when it wants to wake, ms. @throws when the registry is away */
    note(name: string, updated: number, wakeAt: number | null): Promise<void>;
  };
  readonly executions: {
    /** Starting the same execution again does nothing. @throws when something on the way is away */
    start(start: TriggerStart): Promise<StartOutcome>;
    /** @throws when it cannot be reached */
    isRunning(execution: string): Promise<boolean>;
    /** Ends it, if it has not ended. @throws when it cannot be reached */
    cancel(execution: string): Promise<void>;
  };
  /** Opens the box of a secret. @throws BoxError */
  unseal(name: string, box: string): Promise<string>;
}
