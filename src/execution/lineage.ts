import type { FoldedEvent } from '../inspection/fold.ts';
import { MemoryState } from '../inspection/memory-state.ts';
import { apply, applyEvent } from '../projection/apply.ts';
import type { Change } from '../projection/change.ts';
import { type ArrivalRow, joinKey, type TokenRow, type Trigger } from '../projection/rows.ts';

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
  readonly arrivals: readonly (readonly [string, ArrivalRow])[];
  readonly tokens: ReadonlyMap<string, TokenRow>;
}

/** A token that has ended: its last instance, and the scope it leaves to the final scope. */
export interface Ending {
  readonly instance: string;
  readonly to: string;
  readonly scope: string;
  readonly order: number;
  readonly final: boolean;
}

/** Everything of a log that tells what descends from what. */
export interface Lineage {
  readonly state: MemoryState;
  readonly origins: ReadonlyMap<string, Origin>;
  readonly firings: readonly Firing[];
  readonly endings: readonly Ending[];
  readonly groups: ReadonlyMap<string, Extract<Change, { type: 'group.opened' }>>;
}

/** Folds a log up to an event and keeps what the rows themselves forget. */
export function traceLineage(events: Iterable<FoldedEvent>, until: number): Lineage {
  const state = new MemoryState();
  const origins = new Map<string, Origin>();
  const firings: Firing[] = [];
  const endings: Ending[] = [];
  const groups = new Map<string, Extract<Change, { type: 'group.opened' }>>();
  const notice = (change: Change): void => {
    switch (change.type) {
      case 'task.scheduled': {
        const row = state.get('token', change.token);
        if (row !== undefined) {
          const { token, triggeredBy } = change;
          origins.set(change.instance, { token, row, triggeredBy });
        }
        return;
      }
      case 'join.fired':
        firings.push(firingOf(state, change));
        return;
      case 'group.opened':
        groups.set(change.group, change);
        return;
      case 'token.ended': {
        const row = state.get('token', change.token);
        if (row?.instance != null) {
          const { to, scope, final } = change;
          endings.push({ instance: row.instance, to, scope, final, order: row.order });
        }
      }
    }
  };
  for (const { seq, at, changes } of events) {
    if (seq > until) {
      break;
    }
    for (const change of changes) {
      notice(change);
      apply(state, change, at);
    }
    applyEvent(state, seq, at);
  }
  return { state, origins, firings, endings, groups };
}

function firingOf(state: MemoryState, change: Extract<Change, { type: 'join.fired' }>): Firing {
  const key = joinKey(change.join, change.group, change.activation);
  const arrivals = [...state.scan('arrival', `${key}|`)];
  const tokens = new Map<string, TokenRow>();
  for (const [, { token }] of arrivals) {
    const row = state.get('token', token);
    if (row !== undefined) {
      tokens.set(token, row);
    }
  }
  return { key, instance: change.instance, arrivals, tokens };
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
