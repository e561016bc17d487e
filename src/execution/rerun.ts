import type { FoldedEvent } from '../inspection/fold.ts';
import { isFinal } from '../machine/lifecycle.ts';
import { TASK } from '../machine/task-lifecycle.ts';
import { type GroupRow, type JoinRow, type TableName, type Tables, type TokenRow, taskOf } from '../projection/rows.ts';
import type { Restart, TakenRow, Takeover } from '../projection/takeover.ts';
import { descendants, type Lineage, type Past, pastOf, traceLineage } from './lineage.ts';
import { withMovedValues } from './moved-values.ts';

export interface RerunRequest {
  /** Tasks or instances to run again; null: those that failed or were canceled. */
  readonly from: readonly string[] | null;
  /** Fork at this event instead of the end. */
  readonly at: number | null;
  /** Run all items of a task again, not only the failed ones. */
  readonly resetItems: boolean;
}

export type RerunPlan =
  /** `values`: ids in the origin; the takeover knows each as `o.<id>`, because ids begin anew in every execution. */
  | { readonly ok: true; readonly takeover: Takeover & { readonly past: Past }; readonly values: readonly string[] }
  | { readonly ok: false; readonly code: 'nothing_to_rerun' | 'not_found'; readonly detail: string };

/**
 * A causal cut: what descends from the tasks to run again is left behind, everything else is taken over, waiting
 * arrivals and unstarted tokens included. A join they fed gets its other arrivals back.
 */
export function planRerun(events: Iterable<FoldedEvent>, request: RerunRequest, past?: Past): RerunPlan {
  const lineage = traceLineage(events, request.at ?? Number.POSITIVE_INFINITY, past);
  const main = lineage.state.get('execution', '');
  if (main === undefined || (request.at ?? 0) > main.seq) {
    return { ok: false, code: 'not_found', detail: 'the execution has no such event' };
  }
  const wanted = wantedInstances(lineage, request);
  if (typeof wanted === 'string') {
    return { ok: false, code: 'not_found', detail: wanted };
  }
  const held = [...lineage.state.scan('token', '')].some(([, row]) => row.held);
  if (wanted.length === 0 && !held) {
    return { ok: false, code: 'nothing_to_rerun', detail: 'no task of the execution failed or was canceled' };
  }
  const below = descendants(
    lineage,
    wanted.flatMap((instance) => childrenOf(lineage, instance)),
  );
  const roots = wanted.filter((instance) => !below.has(instance));
  const left = descendants(lineage, roots);
  const { tokens, scopes, order, counted } = main;
  const { rows, restarts } = new Builder(lineage, roots, left, request.resetItems).build();
  const counters = { tokens, scopes, order, counted };
  const values = new Set<string>();
  const moved = rows.map((row) => withMovedValues(row, values));
  const origin = { id: main.id, seq: main.seq };
  const takeover = { origin, counters, rows: moved, restarts, past: pastOf(lineage, left) };
  return { ok: true, takeover, values: [...values] };
}

function childrenOf({ origins }: Lineage, instance: string): readonly string[] {
  return [...origins].flatMap(([child, { triggeredBy }]) =>
    triggeredBy.some((trigger) => trigger.instance === instance) ? [child] : [],
  );
}

/** The instances to run again, or why there are none. */
function wantedInstances({ state, endings, origins }: Lineage, { from, at }: RerunRequest): readonly string[] | string {
  if (from === null) {
    const live = at === null ? [] : [...state.scan('task', '')].filter(([, row]) => !isFinal(TASK, row.status));
    const failed = endings.filter(({ to }) => to === 'failed').map(({ instance }) => instance);
    const canceled = [...state.scan('task', '')].filter(([, { status }]) => status === 'canceled');
    return [...new Set([...failed, ...[...canceled, ...live].map(([instance]) => instance)])];
  }
  const wanted: string[] = [];
  for (const name of from) {
    const latest = name.includes(':') ? name : `${name}:${state.get('iteration', name)?.n ?? 0}`;
    if (!origins.has(latest)) {
      return `task "${name}" has not run`;
    }
    wanted.push(latest);
  }
  return [...new Set(wanted)];
}

/** Collects the rows of the new execution. */
class Builder {
  readonly #lineage: Lineage;
  readonly #roots: readonly string[];
  readonly #left: ReadonlySet<string>;
  readonly #resetItems: boolean;
  readonly #tokens = new Map<string, TokenRow>();
  readonly #rows: TakenRow[] = [];
  readonly #restarts: Restart[] = [];
  /** Instances of each task that the new execution begins with, those that run again included. */
  readonly #counts = new Map<string, number>();

  constructor(lineage: Lineage, roots: readonly string[], left: ReadonlySet<string>, resetItems: boolean) {
    this.#lineage = lineage;
    this.#roots = roots;
    this.#left = left;
    this.#resetItems = resetItems;
  }

  build(): Pick<Takeover, 'rows' | 'restarts'> {
    this.#takeTasks();
    this.#takeWaiting();
    this.#takeFired();
    this.#takeHeld();
    this.#restartRoots();
    this.#takeEnded();
    this.#takeGroups();
    for (const [token, row] of this.#tokens) {
      this.#put('token', token, row);
    }
    for (const [scope, row] of this.#lineage.state.scan('scope', '')) {
      this.#put('scope', scope, row);
    }
    return { rows: this.#rows, restarts: this.#restarts };
  }

  #put<T extends TableName>(table: T, key: string, row: Tables[T]): void {
    this.#rows.push({ table, key, row });
  }

  #takeTasks(): void {
    for (const [instance, row] of this.#lineage.state.scan('task', '')) {
      if (!this.#left.has(instance)) {
        this.#put('task', instance, row);
        this.#counts.set(row.task, Math.max(this.#counts.get(row.task) ?? 0, row.iteration));
        for (const [key, item] of this.#lineage.state.scan('item', `${instance}|`)) {
          this.#put('item', key, item);
        }
      }
    }
    for (const [task, n] of this.#counts) {
      this.#put('iteration', task, { n });
    }
  }

  /** What has succeeded of a task with items, under the number that its instance gets as it runs again. */
  #takeItems(instance: string, again: string): void {
    for (const [key, item] of this.#lineage.state.scan('item', `${instance}|`)) {
      if (item.status === 'succeeded') {
        this.#put('item', `${again}${key.slice(instance.length)}`, item);
      }
    }
  }

  #nextOf(task: string): string {
    const n = (this.#counts.get(task) ?? 0) + 1;
    this.#counts.set(task, n);
    return `${task}:${n}`;
  }

  /** Arrivals that wait at a join to the end, and do not descend from what runs again. */
  #takeWaiting(): void {
    const { state } = this.#lineage;
    for (const [key, row] of state.scan('join', '')) {
      if (row.fired === null) {
        this.#restoreJoin(key, row, [...state.scan('arrival', `${key}|`)], (token) => state.get('token', token));
      }
    }
  }

  /** Joins that fired because of what runs again get their other arrivals back. */
  #takeFired(): void {
    for (const { key, row, instance, arrivals, tokens } of this.#lineage.firings) {
      if (this.#left.has(instance) && !this.#roots.includes(instance)) {
        this.#restoreJoin(key, row, arrivals, (token) => tokens.get(token));
      }
    }
  }

  #restoreJoin(
    key: string,
    row: JoinRow,
    arrivals: readonly (readonly [string, Tables['arrival']])[],
    tokenOf: (token: string) => TokenRow | undefined,
  ): void {
    const [join = '', group = '', number = ''] = key.split('|');
    // What was left over at a join ended there: its arrivals have no token any more.
    const waits = ({ instance, token }: Tables['arrival']) => !this.#left.has(instance) && tokenOf(token) !== undefined;
    const kept = arrivals.filter(([, arrival]) => waits(arrival));
    const inherited = taskOf(group) === join && Number(number) === 1 ? this.#inheritedBy(group).length : 0;
    if (kept.length === 0) {
      return;
    }
    this.#put('join', key, { ...row, arrived: inherited + kept.length, fired: null, firedAt: null });
    for (const [arrivalKey, arrival] of kept) {
      const token = tokenOf(arrival.token);
      if (token !== undefined) {
        this.#put('arrival', arrivalKey, arrival);
        this.#tokens.set(arrival.token, token);
      }
    }
  }

  #inheritedBy(group: string): readonly string[] {
    return this.#lineage.groups.get(group)?.inherited ?? [];
  }

  /** Tokens that came to a task and were not allowed to start it. */
  #takeHeld(): void {
    for (const [token, row] of this.#lineage.state.scan('token', '')) {
      if (row.held && (row.trigger === null || !this.#left.has(row.trigger.instance))) {
        this.#tokens.set(token, row);
        this.#nextOf(row.value);
        this.#restarts.push({ token, triggeredBy: row.trigger === null ? [] : [row.trigger], inherited: [] });
      }
    }
  }

  #restartRoots(): void {
    for (const instance of this.#roots) {
      const origin = this.#lineage.origins.get(instance);
      if (origin !== undefined) {
        const { token, row, triggeredBy } = origin;
        this.#tokens.set(token, { ...row, held: true });
        this.#restarts.push({ token, triggeredBy, inherited: this.#inheritedBy(instance) });
        const again = this.#nextOf(taskOf(instance));
        if (!this.#resetItems) {
          this.#takeItems(instance, again);
        }
      }
    }
  }

  #takeEnded(): void {
    const orders = new Map<string, number>();
    for (const { instance, scope, order, final } of this.#lineage.endings) {
      if (final && !this.#left.has(instance)) {
        orders.set(scope, Math.max(orders.get(scope) ?? -1, order));
      }
    }
    for (const [scope, order] of orders) {
      this.#put('ended', scope, { order });
    }
  }

  /** Groups that a token carries, with the tokens counted anew. */
  #takeGroups(): void {
    const carriers = new Map<string, number>();
    const live = new Map<string, number>();
    for (const { markers, value } of this.#tokens.values()) {
      const task = value.replace(/:.*$/, '');
      for (const group of ['', ...markers]) {
        carriers.set(group, (carriers.get(group) ?? 0) + 1);
        live.set(`${group}|${task}`, (live.get(`${group}|${task}`) ?? 0) + 1);
      }
    }
    const counted = (group: string) =>
      group === '' ? this.#lineage.state.get('execution', '')?.counted : this.#lineage.groups.get(group)?.counted;
    for (const [group, tokens] of carriers) {
      const opened = this.#lineage.groups.get(group);
      if (opened !== undefined) {
        const { scope, markers, inherited, counted: counts } = opened;
        const row: GroupRow = { scope, markers, inherited, counted: counts, tokens };
        this.#put('group', group, row);
      }
    }
    for (const [key, n] of live) {
      if (counted(key.slice(0, key.indexOf('|')))) {
        this.#put('live', key, { n });
      }
    }
    this.#takeJoinsOf(new Set(['', ...carriers.keys()]));
  }

  /** What has fired in groups that go on, and how often each task has arrived there. */
  #takeJoinsOf(groups: ReadonlySet<string>): void {
    const { firings, arrived } = this.#lineage;
    for (const { key, row, instance } of firings) {
      const kept = !this.#left.has(instance) || this.#roots.includes(instance);
      if (kept && groups.has(key.split('|')[1] ?? '')) {
        this.#put('join', key, row);
      }
    }
    const lanes = new Map<string, number>();
    for (const { lane, group, activation, instance } of arrived) {
      if (groups.has(group) && !this.#left.has(instance)) {
        lanes.set(lane, Math.max(lanes.get(lane) ?? 0, activation));
      }
    }
    for (const [lane, n] of lanes) {
      this.#put('lane', lane, { n });
    }
  }
}
