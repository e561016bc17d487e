import { defaultPlan, joinName, type Plan } from '../graph/join-plan.ts';
import { type TransitionGraph, targetsOf, taskAt } from '../graph/transition-graph.ts';

/** Guards and actions name a transition by its position in `next`; expressions stay outside. */
export interface Reference {
  readonly type: string;
  readonly params?: Readonly<Record<string, string | number>>;
}

export interface Arrow {
  readonly guard?: Reference;
  readonly actions?: readonly Reference[];
  readonly target?: string;
  /** XState does not enter a state again that it is in: a task that leads to itself would not start again. */
  readonly reenter?: true;
}

export interface StateConfig {
  readonly type?: 'final';
  readonly tags?: readonly string[];
  readonly meta?: Readonly<Record<string, unknown>>;
  readonly entry?: readonly Reference[];
  readonly on?: Readonly<Record<string, string | Arrow | readonly Arrow[]>>;
}

/** The generated machine as plain JSON: what the API serves and what `createMachine` takes. */
export interface MachineConfig {
  readonly id: string;
  readonly initial: 'start';
  readonly states: Readonly<Record<string, StateConfig>>;
}

const SUCCEEDED: Reference = { type: 'succeeded' };
const REJECT = { actions: [{ type: 'reject' }] } as const;

export const joinState = (task: string) => `${task}:join`;
export const forkState = (task: string, transition: number) => `${task}:fork-${transition}`;

/**
 * Generates the workflow's machine: one state per task, pseudo-states for joins and forks, every end written
 * out. A token is a snapshot of it, so its size and its speed do not depend on how often or how widely the
 * workflow runs.
 */
export function configurationOf(graph: TransitionGraph, plan: Plan = defaultPlan(graph)): MachineConfig {
  const states: Record<string, StateConfig> = { start: startState(graph) };
  for (const [index, task] of graph.tasks.entries()) {
    states[task.name] = taskState(graph, index);
    if (task.join !== null) {
      states[joinState(task.name)] = joinPseudoState(graph, plan, index);
    }
    for (const transition of task.next.keys()) {
      const fork = forkPseudoState(graph, index, transition);
      if (fork !== undefined) {
        states[forkState(task.name, transition)] = fork;
      }
    }
  }
  states.ended = { type: 'final' };
  states.failed = { type: 'final' };
  states.absorbed = { type: 'final' };
  return { id: graph.definition.ref, initial: 'start', states };
}

function startState(graph: TransitionGraph): StateConfig {
  const on = graph.tasks.map((task) => [`enter.${task.name}`, task.name] as const);
  return { on: { ...Object.fromEntries(on), '*': REJECT } };
}

function taskState(graph: TransitionGraph, index: number): StateConfig {
  const task = taskAt(graph, index);
  const line = graph.definition.positions[task.path]?.[0] ?? null;
  return {
    entry: [{ type: 'schedule', params: { task: task.name } }],
    meta: { action: task.action, line, when: task.next.map((transition) => transition.when) },
    on: { ...(task.match === 'first' ? firstMatch(graph, index) : allMatches(graph, index)), '*': REJECT },
  };
}

/** One ordered list: XState takes the first arrow that holds; the ends by outcome stand last. */
function firstMatch(graph: TransitionGraph, index: number): StateConfig['on'] {
  const arrows = taskAt(graph, index).next.flatMap((_, i) => transitionArrows(graph, index, i));
  return { completed: [...arrows, ...endsByOutcome()] };
}

/** One event per transition, each sent to a copy of the token; copies that answer `untaken` are dropped. */
function allMatches(graph: TransitionGraph, index: number): StateConfig['on'] {
  const events = taskAt(graph, index).next.map(
    (_, i) => [`completed.${i}`, [...transitionArrows(graph, index, i), { actions: [{ type: 'untaken' }] }]] as const,
  );
  return { ...Object.fromEntries(events), 'completed.none': endsByOutcome() };
}

function endsByOutcome(): readonly Arrow[] {
  return [{ guard: SUCCEEDED, target: 'ended' }, { target: 'failed' }];
}

function transitionArrows(graph: TransitionGraph, index: number, transition: number): readonly Arrow[] {
  const guard: Reference = { type: 'when', params: { transition } };
  const publish: Reference = { type: 'publish', params: { transition } };
  const { tasks, command } = targetsOf(graph, index, transition);
  if (tasks.length + (command === 'fail' ? 1 : 0) > 1) {
    return [{ guard, actions: [publish], target: forkState(taskAt(graph, index).name, transition) }];
  }
  if (tasks.length === 1 && tasks[0] !== undefined) {
    const target = entryState(graph, tasks[0]);
    return [{ guard, actions: [publish], target, ...(tasks[0] === index ? { reenter: true } : {}) }];
  }
  switch (command) {
    case 'fail':
      return [{ guard, actions: [publish, { type: 'fail' }], target: 'failed' }];
    case 'noop':
      return [{ guard, actions: [publish, { type: 'handle' }], target: 'ended' }];
    case 'retry':
      return [{ guard, actions: [{ type: 'retry' }] }];
    default:
      return [
        { guard: { type: 'whenSucceeded', params: { transition } }, actions: [publish], target: 'ended' },
        { guard, actions: [publish], target: 'failed' },
      ];
  }
}

/** The state an arrow into a task leads to: its join, if it has one. */
function entryState(graph: TransitionGraph, task: number): string {
  const { name, join } = taskAt(graph, task);
  return join === null ? name : joinState(name);
}

function forkPseudoState(graph: TransitionGraph, index: number, transition: number): StateConfig | undefined {
  const { tasks, command } = targetsOf(graph, index, transition);
  const targets: (string | Arrow)[] = tasks.map((task) => entryState(graph, task));
  if (command === 'fail' && tasks.length > 0) {
    targets.push({ target: 'failed', actions: [{ type: 'fail' }] });
  }
  if (targets.length < 2) {
    return undefined;
  }
  const on = Object.fromEntries(targets.map((target, branch) => [`branch.${branch}`, target]));
  return { tags: ['fork'], on: { ...on, '*': REJECT } };
}

function joinPseudoState(graph: TransitionGraph, plan: Plan, index: number): StateConfig {
  const { name, join } = taskAt(graph, index);
  const planned = plan.joins.get(index);
  const inbound = planned?.inbound ?? graph.inboundTasks[index] ?? [];
  return {
    tags: ['join'],
    meta: {
      mode: join,
      needed: planned?.needed ?? null,
      anchor: planned === undefined ? null : joinName(graph, planned.anchor),
      inbound: inbound.map((task) => taskAt(graph, task).name),
    },
    entry: [{ type: 'arrive', params: { join: name } }],
    on: { fire: name, absorb: 'absorbed', '*': REJECT },
  };
}
