import type { Definition } from '../../definition/definition.ts';
import type { Finding } from '../../problem/finding.ts';
import { type Components, components } from '../components.ts';
import { ROOT } from '../dominators.ts';
import { defaultPlan, type Plan } from '../join-plan.ts';
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
  /** Inbound tasks, as far as they are reached. */
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
    inbound: graph.inboundTasks.map((tasks) => tasks.filter((task) => plan.reached[task] === 1)),
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

function completingTasks(behaviours: readonly Behaviour[]): Uint8Array {
  const done = new Uint8Array(behaviours.length);
  const moves = (task: number) => behaviours[task]?.moves ?? [];
  for (const task of completing({ tasks: behaviours.keys(), moves, settled: () => undefined }).keys()) {
    done[task] = 1;
  }
  return done;
}

/** The moves out of a task, or out of the start. */
export function movesOf({ behaviours, start }: Facts, task: number): readonly Move[] {
  return task === ROOT ? [start] : (behaviours[task]?.moves ?? []);
}
