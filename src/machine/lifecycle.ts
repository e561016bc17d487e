/** A machine of statuses in the form of the generated one: the same tools load, draw and walk it. */
export interface Lifecycle<Status extends string, Event extends string> {
  readonly id: string;
  readonly initial: Status;
  readonly states: Readonly<
    Record<Status, { readonly type?: 'final'; readonly on?: Readonly<Partial<Record<Event, Status>>> }>
  >;
}

/** The status after an event, or undefined where the event changes nothing. */
export function advance<Status extends string, Event extends string>(
  lifecycle: Lifecycle<Status, Event>,
  status: Status,
  event: Event,
): Status | undefined {
  return lifecycle.states[status].on?.[event];
}

export function isFinal<Status extends string, Event extends string>(
  lifecycle: Lifecycle<Status, Event>,
  status: Status,
): boolean {
  return lifecycle.states[status].type === 'final';
}
