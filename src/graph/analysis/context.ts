import type { Definition } from '../../definition/definition.ts';
import type { Finding } from '../../problem/finding.ts';
import { type Components, components } from '../components.ts';
import { ROOT } from '../dominators.ts';
import { defaultPlan, type Plan } from '../join-plan.ts';
import { reachable } from '../reachable.ts';
import { buildGraph, type TransitionGraph } from '../transition-graph.ts';
import { type Behaviour, behaviourOf, type Move } from './conditions/behaviour.ts';
import { completing } from './runs/completing.ts';
import { selfNeedingJoins } from './runs/firing.ts';
import { type ReadSite, readSites } from './variables/read-sites.ts';
import { type UnassignedRead, unassignedReads } from './variables/unassigned.ts';

/** What all findings are made from, computed once per definition. */
export interface AnalysisContext {
  readonly definition: Definition;
  readonly graph: TransitionGraph;
  /** Joins and reach for the definition's own entry points. */
  readonly plan: Plan;
  /** Inbound tasks, as far as transitions that can be taken lead to them, and on. */
  readonly inbound: readonly (readonly number[])[];
  /** Strongly connected components of all tasks, reached or not. */
  readonly components: Components;
  readonly behaviours: readonly Behaviour[];
  /** What the start does: it goes to all entry points at once. */
  readonly start: Move;
  /** By task: a token there can come to its end without failing the execution. */
  readonly completes: Uint8Array;
  /** Joins that can never fire, each with a task it waits for that comes only after itself. */
  readonly stuck: ReadonlyMap<number, number>;
  readonly reads: readonly ReadSite[];
  readonly unassigned: readonly UnassignedRead[];
}

/** What the rest is made from. */
export type Facts = Omit<AnalysisContext, 'unassigned'>;

/** One finding's way of looking at a definition. */
export type Find = (context: AnalysisContext) => readonly Finding[];

export function createContext(definition: Definition): AnalysisContext {
  const graph = buildGraph(definition);
  const plan = defaultPlan(graph);
  const behaviours = graph.tasks.map((_, index) => behaviourOf(graph, index));
  const everything = new Uint8Array(graph.tasks.length).fill(1);
  const facts: Facts = {
    definition,
    graph,
    plan,
    inbound: possibleInbound(graph, behaviours, plan.starts),
    components: components(graph.outboundTasks, everything),
    behaviours,
    start: {
      transitions: [],
      exits: plan.starts.map((to) => ({ transition: -1, to })),
      targets: [...new Set(plan.starts)],
    },
    completes: completingTasks(behaviours),
    stuck: selfNeedingJoins(graph, plan),
    reads: readSites(definition),
  };
  return { ...facts, unassigned: unassignedReads(facts) };
}

/** Edges that no condition rules out. */
function possibleEdges({ outboundEdges }: TransitionGraph, behaviours: readonly Behaviour[]) {
  return outboundEdges.map((edges, from) =>
    edges.filter(({ transition }) => behaviours[from]?.taken[transition] === true),
  );
}

/** By task: the tasks from which a token may come, when the execution starts at `starts`. */
function possibleInbound(
  graph: TransitionGraph,
  behaviours: readonly Behaviour[],
  starts: readonly number[],
): readonly (readonly number[])[] {
  const edges = possibleEdges(graph, behaviours);
  const live = reachable(
    edges.length,
    edges.map((list) => list.map(({ to }) => to)),
    starts,
  );
  const inbound = edges.map(() => new Set<number>());
  for (const { from, to } of edges.flat()) {
    if (live[from] === 1) {
      inbound[to]?.add(from);
    }
  }
  return inbound.map((tasks) => [...tasks]);
}

function completingTasks(behaviours: readonly Behaviour[]): Uint8Array {
  const done = new Uint8Array(behaviours.length);
  const moves = (task: number) => behaviours[task]?.moves ?? [];
  for (const task of completing({
    tasks: behaviours.keys(),
    moves,
    allows: () => true,
    settled: () => undefined,
  }).keys()) {
    done[task] = 1;
  }
  return done;
}

/** The moves out of a task, or out of the start. */
export function movesOf({ behaviours, start }: Facts, task: number): readonly Move[] {
  return task === ROOT ? [start] : (behaviours[task]?.moves ?? []);
}
