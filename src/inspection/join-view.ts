import type { Program } from '../conductor/program.ts';
import { joinName } from '../graph/join-plan.ts';
import { type ExecutionRow, type JoinRow, laneKey, taskOf } from '../projection/rows.ts';
import type { StateReader } from '../projection/state.ts';
import type { Json } from '../value/json.ts';
import { timeText } from './time-text.ts';

/** One activation of a join: who has arrived, who is missing, and whether anybody can still come. */
export function activationView(
  program: Program,
  state: StateReader,
  execution: ExecutionRow,
  key: string,
  row: JoinRow,
): Json {
  const [join = '', group = '', number = ''] = key.split('|');
  const { graph } = program;
  const plan = program.planFor(execution.startAt);
  const planned = plan.joins.get(graph.indexOf.get(join) ?? -1);
  const inherited = taskOf(group) === join && Number(number) === 1 ? (state.get('group', group)?.inherited ?? []) : [];
  const arrivals = [...state.scan('arrival', `${key}|`)].map(([, arrival]) => arrival);
  const arrivedAt = (name: string) => state.get('lane', laneKey(join, group, name))?.n ?? 0;
  const missing = (planned?.inbound ?? [])
    .map((task) => joinName(graph, task) ?? '')
    .filter((name) => arrivedAt(name) < Number(number) && !inherited.includes(name));
  return {
    ...{ task: join, activation: Number(number), mode: row.mode, needed: row.needed },
    group: group === '' ? { anchor: null, instance: null } : { anchor: taskOf(group), instance: group },
    arrived: [
      ...inherited.map((task) => ({ task, instance: null, at: null })),
      ...arrivals.map(({ task, instance, at }) => ({ task, instance, at: timeText(at) })),
    ],
    missing: row.fired === null ? missing.map((task) => ({ task, ...comers(program, state, execution, task) })) : [],
    ...{ fired: row.fired, fired_at: timeText(row.firedAt) },
  };
}

/** Live tokens standing where a path leads to the task. */
function comers(program: Program, state: StateReader, execution: ExecutionRow, goal: string) {
  const { graph } = program;
  const before = new Set<string>();
  const plan = program.planFor(execution.startAt);
  const stack = [graph.indexOf.get(goal) ?? -1];
  const seen = new Set(stack);
  for (let task = stack.pop(); task !== undefined; task = stack.pop()) {
    before.add(joinName(graph, task) ?? '');
    for (const from of graph.inboundTasks[task] ?? []) {
      if (!seen.has(from) && plan.reached[from] === 1) {
        seen.add(from);
        stack.push(from);
      }
    }
  }
  const blocked = [...state.scan('token', '')].flatMap(([, { value }]) => {
    const at = value.replace(/:.*/, '');
    return before.has(at) ? [at] : [];
  });
  return { reachable: blocked.length > 0, blocked_by: [...new Set(blocked)] };
}
