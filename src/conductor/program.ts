import { type Closure, EMPTY_CLOSURE } from '../definition/closure.ts';
import type { Definition } from '../definition/definition.ts';
import { referencedTasks } from '../definition/references.ts';
import { type Plan, planJoins } from '../graph/join-plan.ts';
import { buildGraph, type TransitionGraph } from '../graph/transition-graph.ts';
import { configurationOf } from '../machine/configuration.ts';
import { createTokenMachine, type TokenMachine } from '../machine/token-machine.ts';

/** A definition made ready to run: built once per content hash, shared by every execution of it. */
export interface Program {
  readonly definition: Definition;
  readonly closure: Closure;
  readonly graph: TransitionGraph;
  readonly machine: TokenMachine;
  /** Tasks whose latest instance must be kept in the scope, because an expression may ask for it. */
  readonly tracksTask: (name: string) => boolean;
  /** The analysis of joins for the tasks an execution starts at. */
  readonly planFor: (startAt: readonly string[] | null) => Plan;
}

const PLANS_KEPT = 16;

/** Prepares a definition without errors. */
export function createProgram(definition: Definition, closure: Closure = EMPTY_CLOSURE): Program {
  const graph = buildGraph(definition);
  const tracked = referencedTasks(definition);
  const plans = new Map<string, Plan>();
  const planFor = (startAt: readonly string[] | null): Plan => {
    const starts = startAt?.flatMap((name) => graph.indexOf.get(name) ?? []) ?? graph.entryPoints;
    const key = starts.join();
    const plan = plans.get(key) ?? planJoins(graph, starts);
    if (plans.size >= PLANS_KEPT) {
      plans.clear();
    }
    plans.set(key, plan);
    return plan;
  };
  return {
    definition,
    closure,
    graph,
    machine: createTokenMachine(configurationOf(graph, planFor(null))),
    tracksTask: tracked === 'all' ? () => true : (name) => tracked.has(name),
    planFor,
  };
}
