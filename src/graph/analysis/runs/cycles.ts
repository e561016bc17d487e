import type { Components } from '../../components.ts';
import type { TransitionGraph } from '../../transition-graph.ts';

/** Whether the tasks of a component lead back to themselves. */
export function isCycle(graph: TransitionGraph, { members }: Components, component: number): boolean {
  const tasks = members[component] ?? [];
  const [only] = tasks;
  return tasks.length > 1 || (only !== undefined && (graph.outboundTasks[only] ?? []).includes(only));
}

/** The members of each component with a cycle, in the order of the file. */
export function cyclesOf(graph: TransitionGraph, components: Components): readonly (readonly number[])[] {
  return components.members
    .flatMap((tasks, component) => (isCycle(graph, components, component) ? [[...tasks].sort((a, b) => a - b)] : []))
    .sort((a, b) => (a[0] ?? 0) - (b[0] ?? 0));
}
