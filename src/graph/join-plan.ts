import type { JoinMode } from '../definition/definition.ts';
import { addBits, type Bits, bits, hasBit, setBit } from '../value/bits.ts';
import { type Components, components } from './components.ts';
import { type Dominators, dominators, ROOT } from './dominators.ts';
import { reachable } from './reachable.ts';
import { type TransitionGraph, taskAt } from './transition-graph.ts';

/** How one join works in executions that start at given tasks. */
export interface JoinPlan {
  readonly task: number;
  readonly mode: JoinMode;
  /** The task every path into the join passes; ROOT when there is none. */
  readonly anchor: number;
  /** Distinct inbound tasks that the execution can reach. */
  readonly inbound: readonly number[];
  /** How many must arrive; null for `active`. */
  readonly needed: number | null;
  /** Inbound tasks to which the join cannot lead: their arrivals count in every round. */
  readonly outside: ReadonlySet<number>;
  /** True when a token can come back to the join without passing the anchor: its instances open groups of their own. */
  readonly recurrent: boolean;
}

/** Everything about joins that depends on where an execution starts; computed once per definition and starts. */
export interface Plan {
  readonly starts: readonly number[];
  readonly reached: Uint8Array;
  readonly joins: ReadonlyMap<number, JoinPlan>;
  /** True when a token that passes the task must remember the instance. */
  remembers(task: number): boolean;
  /** True when an instance of `marker` still matters to a token standing at `task`. */
  carries(task: number, marker: number): boolean;
  /** Joins whose groups begin at the marker: it is their anchor, or they themselves recur. */
  joinsBelow(marker: number): readonly JoinPlan[];
  /** Active joins whose groups begin at the marker (ROOT: at the start). */
  activeJoins(marker: number): readonly JoinPlan[];
  /** Whether an inbound task may arrive more than once in a group: tokens on their way there can come to one task. */
  mayRepeat(join: number): boolean;
  /** For an `active` join: the inbound tasks a token at `task` can come to without passing anchor or join. */
  mayReach(join: number, task: number): ReadonlySet<number>;
}

/** Analyses the joins of a graph as reached from `starts`. Near-linear but for one bitset per component. */
export function planJoins(graph: TransitionGraph, starts: readonly number[]): Plan {
  const reached = reachable(graph.tasks.length, graph.outboundTasks, starts);
  const inboundTasks = graph.inboundTasks.map((tasks) => tasks.filter((task) => reached[task] === 1));
  const tree = dominators(graph.outboundTasks, inboundTasks, starts);
  const strong = components(graph.outboundTasks, reached);
  const joins = new Map<number, JoinPlan>();
  for (const [task, { join }] of graph.tasks.entries()) {
    if (join !== null && reached[task] === 1) {
      joins.set(task, planJoin(graph, task, join, inboundTasks[task] ?? [], tree, strong));
    }
  }
  return {
    starts,
    reached,
    joins,
    ...markers(graph, joins, tree, strong),
    ...ways(graph, joins, inboundTasks, starts),
  };
}

function planJoin(
  graph: TransitionGraph,
  task: number,
  mode: JoinMode,
  inbound: readonly number[],
  tree: Dominators,
  strong: Components,
): JoinPlan {
  const anchor = tree.immediate(task) ?? ROOT;
  const component = strong.of[task];
  const outside = new Set(inbound.filter((from) => strong.of[from] !== component));
  const needed = mode === 'all' ? inbound.length : mode === 'active' ? null : mode;
  const recurrent = outside.size < inbound.length && returns(graph, task, anchor, strong);
  return { task, mode, anchor, inbound, needed, outside, recurrent };
}

/** Whether the task can lead to itself without passing the anchor. */
function returns(graph: TransitionGraph, task: number, anchor: number, strong: Components): boolean {
  const component = strong.of[task];
  if (anchor === ROOT || strong.of[anchor] !== component) {
    return true;
  }
  const out = graph.outboundTasks[task] ?? [];
  const blocked = (node: number) => node === anchor || strong.of[node] !== component;
  return reachable(graph.tasks.length, graph.outboundTasks, out, blocked)[task] === 1;
}

/**
 * A marker is a task whose instance a token remembers: the anchor of a join, or a recurrent join. It is
 * forgotten as soon as no join that asks for it can be reached, so a token carries its open nesting only.
 */
function markers(
  graph: TransitionGraph,
  joins: ReadonlyMap<number, JoinPlan>,
  tree: Dominators,
  strong: Components,
): Pick<Plan, 'remembers' | 'carries'> {
  const numbers = new Map<number, number>();
  const number = (marker: number) => {
    const known = numbers.get(marker) ?? numbers.size;
    numbers.set(marker, known);
    return known;
  };
  const asked = [...joins.values()].map(({ task, anchor, recurrent }) => ({
    task,
    wanted: [...(anchor === ROOT ? [] : [number(anchor)]), ...(recurrent ? [number(task)] : [])],
  }));
  const ahead: Bits[] = strong.members.map(() => bits(numbers.size));
  for (const { task, wanted } of asked) {
    const set = ahead[strong.of[task] as number];
    for (const n of set === undefined ? [] : wanted) {
      setBit(set as Bits, n);
    }
  }
  // Components are numbered after all they lead to: what lies ahead of their targets is complete.
  for (const [component, members] of strong.members.entries()) {
    for (const member of members) {
      for (const to of graph.outboundTasks[member] ?? []) {
        const target = strong.of[to] as number;
        if (target !== component) {
          addBits(ahead[component] as Bits, ahead[target] as Bits);
        }
      }
    }
  }
  const anchors = new Set([...joins.values()].map((join) => join.anchor));
  return {
    remembers: (task) => numbers.has(task),
    carries(task, marker) {
      const n = numbers.get(marker);
      const set = ahead[strong.of[task] ?? -1];
      if (n === undefined || set === undefined || !hasBit(set, n)) {
        return false;
      }
      const join = joins.get(marker);
      return (
        (anchors.has(marker) && tree.dominates(marker, task)) ||
        (join?.recurrent === true && task !== join.anchor && tree.dominates(join.anchor, task))
      );
    },
  };
}

function ways(
  graph: TransitionGraph,
  joins: ReadonlyMap<number, JoinPlan>,
  inboundTasks: readonly (readonly number[])[],
  starts: readonly number[],
): Pick<Plan, 'joinsBelow' | 'activeJoins' | 'mayRepeat' | 'mayReach'> {
  const below = new Map<number, JoinPlan[]>();
  for (const join of joins.values()) {
    for (const marker of join.recurrent ? [join.anchor, join.task] : [join.anchor]) {
      const known = below.get(marker) ?? [];
      known.push(join);
      below.set(marker, known);
    }
  }
  const active = new Map([...below].map(([marker, all]) => [marker, all.filter(({ mode }) => mode === 'active')]));
  const regions = new Map<number, ReadonlyMap<number, ReadonlySet<number>>>();
  const region = (task: number) => {
    const join = joins.get(task);
    const known = regions.get(task) ?? (join === undefined ? new Map() : regionOf(join, inboundTasks));
    regions.set(task, known);
    return known;
  };
  const meets = (task: number) => {
    const edges = (graph.inboundEdges[task] ?? []).filter(({ from }) => inboundTasks[task]?.includes(from));
    return taskAt(graph, task).join === null && edges.length + Number(starts.includes(task)) > 1;
  };
  const nothing: ReadonlySet<number> = new Set();
  return {
    joinsBelow: (marker) => below.get(marker) ?? [],
    activeJoins: (marker) => active.get(marker) ?? [],
    mayRepeat: (task) => [...region(task).keys()].some(meets),
    mayReach: (task, from) => region(task).get(from) ?? nothing,
  };
}

/** Walks back from each inbound task, stopping at anchor and join. */
function regionOf(
  { task, anchor, inbound }: JoinPlan,
  inboundTasks: readonly (readonly number[])[],
): ReadonlyMap<number, ReadonlySet<number>> {
  const region = new Map<number, Set<number>>();
  for (const goal of inbound) {
    const seen = reachable(inboundTasks.length, inboundTasks, [goal], (node) => node === anchor || node === task);
    for (const [node, mark] of seen.entries()) {
      if (mark === 1) {
        const goals = region.get(node) ?? new Set();
        region.set(node, goals.add(goal));
      }
    }
  }
  return region;
}

/** The plan for the definition's own entry points, as the machine's configuration and the API show it. */
export function defaultPlan(graph: TransitionGraph): Plan {
  return planJoins(graph, graph.entryPoints);
}

export function joinName(graph: TransitionGraph, task: number): string | null {
  return task === ROOT ? null : taskAt(graph, task).name;
}
