import { type TransitionGraph, targetsOf, taskAt } from '../../src/graph/transition-graph.ts';

/** Mermaid takes quotes in labels as entities only. */
const quoted = (text: string) => `"${text.replaceAll('"', '#quot;')}"`;
/** Some task names, such as `end`, mean something to Mermaid. */
const id = (task: string) => `t_${task.replaceAll('-', '__')}`;

/** The graph of a workflow as a Mermaid flowchart: joins are hexagons, entry points have an arrow from the dot. */
export function flowchart(graph: TransitionGraph): string {
  const nodes = graph.tasks.map(({ name, join, with: items }) => {
    const label = items === null ? name : `${name} × items`;
    return join === null ? `${id(name)}[${quoted(label)}]` : `${id(name)}{{${quoted(`${label}<br/>join ${join}`)}}}`;
  });
  const starts = graph.entryPoints.map((task, i) => `start${i}(( )) --> ${id(taskAt(graph, task).name)}`);
  const arrows = graph.tasks.flatMap((task, index) =>
    task.next.flatMap(({ when }, transition) => {
      const { tasks, command } = targetsOf(graph, index, transition);
      const label = when === null ? '' : `|${quoted(when.replace(/^\{\{ | \}\}$/g, ''))}|`;
      const targets = tasks.map((to) => id(taskAt(graph, to).name));
      const ends = command === 'fail' ? [`${id(task.name)}_fail([fail])`] : [];
      return [...targets, ...ends].map((to) => `${id(task.name)} -->${label} ${to}`);
    }),
  );
  return ['flowchart LR', ...[...nodes, ...starts, ...arrows].map((line) => `  ${line}`)].join('\n');
}
