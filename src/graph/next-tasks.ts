import { type TransitionGraph, targetsOf, taskAt } from './transition-graph.ts';

/** One taken transition and where it leads. */
export interface NextTransition {
  readonly transition: number;
  readonly tasks: readonly string[];
  readonly command: 'continue' | 'noop' | 'fail' | 'retry' | null;
}

/**
 * The specification of a completion: the transitions that are taken, in document order. The first that holds
 * (`match: first`), or every one (`match: all`). Nothing taken: the token ends.
 * @param holds tells whether the condition of the transition at this position holds
 */
export function nextTasks(
  graph: TransitionGraph,
  name: string,
  holds: (transition: number) => boolean,
): readonly NextTransition[] {
  const index = graph.indexOf.get(name);
  if (index === undefined) {
    throw new RangeError(`no task ${name}`);
  }
  const task = taskAt(graph, index);
  const taken: NextTransition[] = [];
  for (const transition of task.next.keys()) {
    if (holds(transition)) {
      const { tasks, command } = targetsOf(graph, index, transition);
      taken.push({ transition, tasks: tasks.map((to) => taskAt(graph, to).name), command });
      if (task.match === 'first') {
        break;
      }
    }
  }
  return taken;
}
