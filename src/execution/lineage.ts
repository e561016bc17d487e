import type { FoldedEvent } from '../inspection/fold.ts';
import { MemoryState } from '../inspection/memory-state.ts';
import { apply, applyEvent } from '../projection/apply.ts';
import type { Change } from '../projection/change.ts';
import { type ArrivalRow, type JoinRow, joinKey, laneKey, type TokenRow, type Trigger } from '../projection/rows.ts';

/** How an instance came about: the token as it stood at the task, and what brought it there. */
export interface Origin {
  readonly token: string;
  readonly row: TokenRow;
  readonly triggeredBy: readonly Trigger[];
}

/** What a join held when it fired. */
export interface Firing {
  readonly key: string;
  readonly instance: string;
  /** The row as it has been since. */
  readonly row: JoinRow;
  readonly arrivals: readonly (readonly [string, ArrivalRow])[];
  readonly tokens: ReadonlyMap<string, TokenRow>;
}

/** A token that has come to a join, in time or too late. */
export interface Arrived {
  readonly lane: string;
  readonly group: string;
  readonly activation: number;
  readonly instance: string;
}

/** A token that has ended: its last instance, and the scope it leaves to the final scope. */
export interface Ending {
  readonly instance: string;
  readonly to: string;
  readonly scope: string;
  readonly order: number;
  readonly final: boolean;
}

/** As the rerun that takes it over keeps it. */
export interface Past {
  readonly origins: readonly (readonly [string, Origin])[];
  readonly firings: readonly (Omit<Firing, 'tokens'> & { readonly tokens: readonly (readonly [string, TokenRow])[] })[];
  readonly arrived: readonly Arrived[];
  readonly groups: readonly (readonly [string, GroupOpened])[];
}

type GroupOpened = Extract<Change, { type: 'group.opened' }>;

/** Everything of a log that tells what descends from what. */
export interface Lineage {
  readonly state: MemoryState;
  readonly origins: ReadonlyMap<string, Origin>;
  readonly firings: readonly Firing[];
  readonly arrived: readonly Arrived[];
  readonly endings: readonly Ending[];
  readonly groups: ReadonlyMap<string, GroupOpened>;
}

/** Folds a log up to an event and keeps what the rows themselves forget. @param past of what a rerun has taken over */
export function traceLineage(events: Iterable<FoldedEvent>, until: number, past?: Past): Lineage {
  const tracer = new Tracer(past);
  for (const event of events) {
    if (event.seq > until) {
      break;
    }
    tracer.take(event);
  }
  return tracer;
}

class Tracer implements Lineage {
  readonly state = new MemoryState();
  readonly origins: Map<string, Origin>;
  readonly firings: Firing[];
  readonly arrived: Arrived[];
  readonly endings: Ending[] = [];
  readonly groups: Map<string, GroupOpened>;
  /** What brought the token that moved last to where it is. */
  #mover = '';

  constructor(past: Past = NO_PAST) {
    this.origins = new Map(past.origins);
    this.firings = past.firings.map((firing) => ({ ...firing, tokens: new Map(firing.tokens) }));
    this.arrived = [...past.arrived];
    this.groups = new Map(past.groups);
  }

  take({ seq, at, changes }: FoldedEvent): void {
    for (const change of changes) {
      this.#notice(change, at);
      apply(this.state, change, at);
    }
    applyEvent(this.state, seq, at);
  }

  #notice(change: Change, at: number): void {
    switch (change.type) {
      case 'task.scheduled': {
        const row = this.state.get('token', change.token);
        if (row !== undefined) {
          const { token, triggeredBy } = change;
          this.origins.set(change.instance, { token, row, triggeredBy });
        }
        return;
      }
      case 'token.moved':
        this.#mover = change.trigger?.instance ?? this.#mover;
        return;
      case 'join.arrived':
        return this.#arrive(change, change.instance);
      case 'join.absorbed':
        return this.#arrive(change, this.#mover);
      case 'join.fired':
        this.firings.push(...firingOf(this.state, change, at));
        return;
      case 'group.opened':
        this.groups.set(change.group, change);
        return;
      case 'token.ended': {
        const row = this.state.get('token', change.token);
        if (row?.instance != null) {
          const { to, scope, final } = change;
          this.endings.push({ instance: row.instance, to, scope, final, order: row.order });
        }
      }
    }
  }

  #arrive(change: Extract<Change, { type: 'join.arrived' | 'join.absorbed' }>, instance: string): void {
    const { join, group, task, activation } = change;
    this.arrived.push({ lane: laneKey(join, group, task), group, activation, instance });
  }
}

function firingOf(state: MemoryState, change: Extract<Change, { type: 'join.fired' }>, at: number): readonly Firing[] {
  const key = joinKey(change.join, change.group, change.activation);
  const row = state.get('join', key);
  const arrivals = [...state.scan('arrival', `${key}|`)];
  const tokens = new Map<string, TokenRow>();
  for (const [, { token }] of arrivals) {
    const held = state.get('token', token);
    if (held !== undefined) {
      tokens.set(token, held);
    }
  }
  const { instance } = change;
  return row === undefined ? [] : [{ key, instance, row: { ...row, fired: instance, firedAt: at }, arrivals, tokens }];
}

const NO_PAST: Past = { origins: [], firings: [], arrived: [], groups: [] };

/** What is known of what is taken over, for the rerun of a rerun; plain data. */
export function pastOf({ origins, firings, arrived, groups }: Lineage, left: ReadonlySet<string>): Past {
  return {
    origins: [...origins].filter(([instance]) => !left.has(instance)),
    firings: firings
      .filter(({ instance }) => !left.has(instance))
      .map((firing) => ({ ...firing, tokens: [...firing.tokens] })),
    arrived: arrived.filter(({ instance }) => !left.has(instance)),
    groups: [...groups].filter(([group]) => !left.has(group)),
  };
}

/** The instances themselves and everything that descends from them. */
export function descendants({ origins }: Lineage, instances: Iterable<string>): ReadonlySet<string> {
  const children = new Map<string, string[]>();
  for (const [instance, { triggeredBy }] of origins) {
    for (const { instance: parent } of triggeredBy) {
      const known = children.get(parent) ?? [];
      known.push(instance);
      children.set(parent, known);
    }
  }
  const found = new Set<string>();
  const stack = [...instances];
  for (let next = stack.pop(); next !== undefined; next = stack.pop()) {
    if (!found.has(next)) {
      found.add(next);
      stack.push(...(children.get(next) ?? []));
    }
  }
  return found;
}
