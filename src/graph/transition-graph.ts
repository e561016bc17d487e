import { COMMANDS, type Command, type Definition, type TaskDefinition } from '../definition/definition.ts';

/** One arrow: transition `transition` of task `from` names task `to` in its `do`. Tasks are indices. */
export interface Edge {
  readonly from: number;
  readonly transition: number;
  readonly to: number;
}

/**
 * A definition as a graph: tasks are nodes, transitions are edges. Cycles are as good as any other shape;
 * nothing here has levels or an order of execution.
 */
export interface TransitionGraph {
  readonly definition: Definition;
  readonly tasks: readonly TaskDefinition[];
  readonly indexOf: ReadonlyMap<string, number>;
  readonly outboundEdges: readonly (readonly Edge[])[];
  readonly inboundEdges: readonly (readonly Edge[])[];
  /** Distinct inbound tasks of each task, in document order. */
  readonly inboundTasks: readonly (readonly number[])[];
  /** Distinct outbound tasks of each task, in order of first mention. */
  readonly outboundTasks: readonly (readonly number[])[];
  /** Where an execution starts unless told otherwise. */
  readonly entryPoints: readonly number[];
}

/** What one transition does when it is taken: tasks to go to, and what its commands ask for. */
export interface TransitionTargets {
  readonly tasks: readonly number[];
  readonly command: Command | null;
}

/** Builds the graph of a definition without errors; unknown names in `do` are left out. */
export function buildGraph(definition: Definition): TransitionGraph {
  const tasks = definition.tasks;
  const indexOf = new Map(tasks.map((task, index) => [task.name, index]));
  const outboundEdges: Edge[][] = tasks.map(() => []);
  const inboundEdges = computeInboundEdges(tasks, indexOf, outboundEdges);
  const inboundTasks = inboundEdges.map((edges) => distinct(edges.map((edge) => edge.from)).sort((a, b) => a - b));
  const outboundTasks = outboundEdges.map((edges) => distinct(edges.map((edge) => edge.to)));
  const named = definition.entryPoints?.flatMap((name) => indexOf.get(name) ?? []);
  const entryPoints = named ?? tasks.flatMap((_, index) => (inboundEdges[index]?.length === 0 ? [index] : []));
  return { definition, tasks, indexOf, outboundEdges, inboundEdges, inboundTasks, outboundTasks, entryPoints };
}

function computeInboundEdges(
  tasks: readonly TaskDefinition[],
  indexOf: ReadonlyMap<string, number>,
  outboundEdges: readonly Edge[][],
): Edge[][] {
  const inbound: Edge[][] = tasks.map(() => []);
  for (const [from, task] of tasks.entries()) {
    for (const [transition, { do: names }] of task.next.entries()) {
      for (const name of names) {
        const to = COMMANDS.has(name) ? undefined : indexOf.get(name);
        if (to !== undefined) {
          const edge = { from, transition, to };
          outboundEdges[from]?.push(edge);
          inbound[to]?.push(edge);
        }
      }
    }
  }
  return inbound;
}

function distinct(values: readonly number[]): number[] {
  return [...new Set(values)];
}

/** Names of the tasks with a transition into the named one. */
export function getInboundTasks(graph: TransitionGraph, name: string): readonly string[] {
  const index = graph.indexOf.get(name);
  return index === undefined ? [] : (graph.inboundTasks[index] ?? []).map((task) => taskAt(graph, task).name);
}

/** The task at an index of this graph. @throws RangeError for an index that is none. */
export function taskAt(graph: TransitionGraph, index: number): TaskDefinition {
  const task = graph.tasks[index];
  if (task === undefined) {
    throw new RangeError(`no task ${index}`);
  }
  return task;
}

/**
 * What a transition's `do` comes to. A real task beats `noop`, which beats `continue`: both only say how the
 * token ends. `fail` stands beside tasks: they still run.
 */
export function targetsOf(graph: TransitionGraph, task: number, transition: number): TransitionTargets {
  const names = taskAt(graph, task).next[transition]?.do ?? [];
  const tasks = names.flatMap((name) => (COMMANDS.has(name) ? [] : (graph.indexOf.get(name) ?? [])));
  const has = (command: Command) => names.includes(command);
  if (has('fail')) {
    return { tasks, command: 'fail' };
  }
  if (tasks.length > 0) {
    return { tasks, command: null };
  }
  return { tasks, command: has('retry') ? 'retry' : has('noop') ? 'noop' : 'continue' };
}
