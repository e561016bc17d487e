import type { Definition } from '../../definition/definition.ts';
import { COMMANDS } from '../../definition/definition.ts';
import { components } from '../../graph/components.ts';
import { defaultPlan, joinName } from '../../graph/join-plan.ts';
import { buildGraph, type TransitionGraph, taskAt } from '../../graph/transition-graph.ts';
import type { EDGE_KINDS } from '../schema/workflow.ts';
import { backEdges } from './back-edges.ts';

type EdgeKind = (typeof EDGE_KINDS)[number];

/** The graph of a workflow as it is drawn: its tasks, and one edge for every name in a `do`, commands included. */
export function graphView(definition: Definition) {
  const graph = buildGraph(definition);
  const plan = defaultPlan(graph);
  const lines = linesOf(definition);
  const entries = new Set(graph.entryPoints);
  const nodes = graph.tasks.map((task, index) => {
    const join = plan.joins.get(index);
    return {
      id: task.name,
      action: task.action,
      ...(task.join === null ? {} : { join: task.join }),
      ...(join === undefined ? {} : { anchor: joinName(graph, join.anchor) }),
      entry: entries.has(index),
      ...(task.maxIterations === null ? {} : { limit: task.maxIterations }),
      lines: lines.get(task.path) ?? null,
    };
  });
  return {
    nodes,
    edges: edgesOf(graph),
    entry_points: graph.entryPoints.map((index) => taskAt(graph, index).name),
    cycles: cyclesOf(graph),
  };
}

function edgesOf(graph: TransitionGraph) {
  const back = backEdges(graph.outboundTasks, graph.entryPoints);
  return graph.tasks.flatMap((task, from) =>
    task.next.flatMap(({ when, do: names }, transition) =>
      names.map((to) => {
        const command = COMMANDS.has(to);
        return {
          id: `${task.name}:${transition}:${to}`,
          from: task.name,
          to,
          transition,
          ...(when === null ? {} : { when }),
          kind: command ? ('command' as const) : kindOf(when),
          back: !command && back(from, graph.indexOf.get(to) ?? -1),
        };
      }),
    ),
  );
}

const OUTCOME = /^\s*(?:\{\{|<%)?\s*(succeeded|failed)\(\)\s*(?:\}\}|%>)?\s*$/;

function kindOf(when: string | null): EdgeKind {
  if (when === null) {
    return 'always';
  }
  const outcome = OUTCOME.exec(when)?.[1];
  return outcome === undefined ? 'condition' : outcome === 'failed' ? 'failure' : 'success';
}

/** Task names of each strongly connected part, a task that leads to itself included. */
function cyclesOf({ tasks, outboundTasks }: TransitionGraph): readonly (readonly string[])[] {
  const { members } = components(outboundTasks, new Uint8Array(tasks.length).fill(1));
  return members
    .filter(([first = -1, ...more]) => more.length > 0 || outboundTasks[first]?.includes(first))
    .map((cycle) => cycle.toSorted((a, b) => a - b))
    .toSorted(([a = 0], [b = 0]) => a - b)
    .map((cycle) => cycle.flatMap((index) => tasks[index]?.name ?? []));
}

/** First and last line that is known of each task, by its path. */
function linesOf({ positions }: Definition): ReadonlyMap<string, readonly [number, number]> {
  const lines = new Map<string, readonly [number, number]>();
  for (const [path, [line]] of Object.entries(positions)) {
    const task = path.split('/', 3).join('/');
    const [first, last] = lines.get(task) ?? [line, line];
    lines.set(task, [Math.min(first, line), Math.max(last, line)]);
  }
  return lines;
}
