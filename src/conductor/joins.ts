import { ROOT } from '../graph/dominators.ts';
import { type JoinPlan, joinName } from '../graph/join-plan.ts';
import { joinState } from '../machine/configuration.ts';
import { type GroupRow, joinKey, laneKey, padded, type Trigger, taskOf } from '../projection/rows.ts';
import { type Activation, activationKey } from './activation.ts';
import { mayStart } from './moving.ts';
import { merge, scopeRow } from './scopes.ts';
import { startTask } from './tasks.ts';
import { endToken, extendScope, moveToken, tokenRow } from './tokens.ts';
import type { Turn } from './turn.ts';

/** A token has come to a join. The k-th arrival from a task belongs to the group's k-th activation. */
export function arrive(turn: Turn, token: string, task: number, trigger: Trigger): void {
  const plan = planOf(turn, task);
  const join = joinName(turn.program.graph, task) ?? '';
  const { markers, scope } = tokenRow(turn, token);
  const group = groupOf(turn, plan, join, markers);
  const from = taskOf(trigger.instance);
  const lane = laneKey(join, group, from);
  const same = turn.arrivals.get(lane);
  if (same !== undefined) {
    if (same !== null) {
      turn.change({ type: 'join.joined', arrival: same, scope, transition: trigger.transition });
    }
    absorb(turn, token, join, same === null);
    return;
  }
  const number = (turn.state.get('lane', lane)?.n ?? 0) + 1;
  const activation: Activation = { plan, join, group, number };
  if (turn.state.get('join', activationKey(activation))?.fired != null) {
    if (turn.plan.mayRepeat(task)) {
      turn.arrivals.set(lane, null);
      turn.change({ type: 'join.absorbed', join, group, activation: number, task: from });
    }
    absorb(turn, token, join, true);
    return;
  }
  const order = turn.execution.order;
  turn.arrivals.set(lane, `${activationKey(activation)}|${padded(order)}`);
  const { instance, transition } = trigger;
  turn.change({
    ...{ type: 'join.arrived', join, group, activation: number, mode: plan.mode, needed: plan.needed },
    ...{ inherited: inheritedOf(turn, activation).length, number: order },
    ...{ task: from, instance, token, scope, transition },
  });
  turn.openJoins.set(activationKey(activation), activation);
}

function planOf(turn: Turn, task: number): JoinPlan {
  const plan = turn.plan.joins.get(task);
  if (plan === undefined) {
    throw new Error(`task ${task} is no join that is reached`);
  }
  return plan;
}

/** The instance of the anchor, or of the join itself, that the token passed last; '' for the start. */
function groupOf(turn: Turn, plan: JoinPlan, join: string, markers: readonly string[]): string {
  const anchor = plan.anchor === ROOT ? null : joinName(turn.program.graph, plan.anchor);
  return markers.findLast((marker) => taskOf(marker) === anchor || taskOf(marker) === join) ?? '';
}

const START: GroupRow = { scope: '0', markers: [], inherited: [], tokens: 0, counted: false };

function groupRow(turn: Turn, group: string): GroupRow {
  return group === '' ? START : (turn.state.get('group', group) ?? START);
}

/** A branch from outside the loop arrived once and counts in every round: in the first activation of each group. */
function inheritedOf(turn: Turn, { join, group, number }: Activation): readonly string[] {
  return number === 1 && group !== '' && taskOf(group) === join ? groupRow(turn, group).inherited : [];
}

function absorb(turn: Turn, token: string, join: string, final: boolean): void {
  const move = turn.program.machine.step(joinState(join), { type: 'absorb' });
  endToken(turn, token, move, tokenRow(turn, token).scope, final);
}

/**
 * Fires every join that this turn has made complete, as long as that makes nothing fail. Called after all that one
 * completion sends has arrived.
 */
export function fireComplete(turn: Turn): void {
  for (const activation of turn.openJoins.values()) {
    if (mayStart(turn) && isComplete(turn, activation)) {
      fire(turn, activation);
    }
  }
  turn.openJoins.clear();
  if (mayStart(turn)) {
    fireActive(turn);
  }
}

function isComplete(turn: Turn, activation: Activation): boolean {
  const row = turn.state.get('join', activationKey(activation));
  if (row === undefined || row.fired !== null) {
    return false;
  }
  return row.needed === null ? nobodyElseComes(turn, activation) : row.arrived >= row.needed;
}

/** Active joins of the groups in which a token moved or ended. */
function fireActive(turn: Turn): void {
  const { plan } = turn;
  const { indexOf } = turn.program.graph;
  for (const group of ['', ...turn.touchedGroups]) {
    const marker = group === '' ? ROOT : (indexOf.get(taskOf(group)) ?? ROOT);
    for (const join of plan.activeJoins(marker)) {
      for (const activation of openActivations(turn, join, group)) {
        if (mayStart(turn) && nobodyElseComes(turn, activation)) {
          fire(turn, activation);
        }
      }
    }
  }
}

/** Activations of a join in a group that have arrivals and have not fired. */
function openActivations(turn: Turn, plan: JoinPlan, group: string): readonly Activation[] {
  const join = joinName(turn.program.graph, plan.task) ?? '';
  const prefix = `${join}|${group}|`;
  return [...turn.state.scan('join', prefix)].flatMap(([key, row]) =>
    row.fired === null ? [{ plan, join, group, number: Number(key.slice(prefix.length)) }] : [],
  );
}

/** No live token of the group can come to a missing inbound task without passing the anchor or the join. */
function nobodyElseComes(turn: Turn, activation: Activation): boolean {
  const { plan, join, group, number } = activation;
  const { graph } = turn.program;
  const inherited = inheritedOf(turn, activation);
  const isMissing = (goal: number) => {
    const name = graph.tasks[goal]?.name ?? '';
    return (turn.state.get('lane', laneKey(join, group, name))?.n ?? 0) < number && !inherited.includes(name);
  };
  const prefix = `${group}|`;
  for (const [key] of turn.state.scan('live', prefix)) {
    const task = graph.indexOf.get(key.slice(prefix.length)) ?? -1;
    for (const goal of turn.plan.mayReach(plan.task, task)) {
      if (isMissing(goal)) {
        return false;
      }
    }
  }
  return true;
}

/** One token goes on with the merged scope and starts the task; the others end in it. */
export function fire(turn: Turn, activation: Activation): void {
  const { plan, join, group, number } = activation;
  const key = activationKey(activation);
  const arrivals = [...turn.state.scan('arrival', `${key}|`)].map(([, row]) => row);
  const base = groupRow(turn, group);
  const paths = arrivals.map((arrival) => arrival.scopes);
  const { names, conflicts } = merge(turn.state, paths, scopeRow(turn.state, base.scope).depth);
  const outside = arrivals.map((arrival) => arrival.task).filter((task) => plan.outside.has(indexIn(turn, task)));
  const inherited = [...inheritedOf(turn, activation), ...outside];
  const [first, ...others] = arrivals;
  if (first === undefined) {
    return;
  }
  const iteration = (turn.state.get('iteration', join)?.n ?? 0) + 1;
  turn.change({ type: 'join.fired', join, group, activation: number, instance: `${join}:${iteration}`, conflicts });
  for (const { token } of others) {
    absorb(turn, token, join, false);
  }
  const scope = extendScope(turn, base.scope, names);
  moveToken(turn, first.token, turn.program.machine.step(joinState(join), { type: 'fire' }), { scope, trigger: null });
  const triggeredBy = arrivals.flatMap(({ instance, transitions }) =>
    transitions.map((transition) => ({ instance, transition })),
  );
  startTask(turn, { token: first.token, task: plan.task, triggeredBy, markers: base.markers, inherited });
}

function indexIn(turn: Turn, task: string): number {
  return turn.program.graph.indexOf.get(task) ?? -1;
}

/** After a pause: every activation that has become complete meanwhile. */
export function openAll(turn: Turn): void {
  for (const activation of waitingJoins(turn)) {
    turn.openJoins.set(activationKey(activation), activation);
  }
}

/** Drops the state of joins in groups that no live token carries any more. */
export function dropForgotten(turn: Turn): void {
  const { plan } = turn;
  for (const group of turn.touchedGroups) {
    if (turn.state.get('group', group)?.tokens === 0) {
      for (const join of plan.joinsBelow(indexIn(turn, taskOf(group)))) {
        const name = joinName(turn.program.graph, join.task) ?? '';
        for (const _ of turn.state.scan('lane', `${name}|${group}|`)) {
          turn.change({ type: 'join.dropped', join: name, group });
          break;
        }
      }
      turn.change({ type: 'group.closed', group });
    }
  }
  turn.touchedGroups.clear();
}

/** Open activations of the whole execution, oldest first: what a quiescent execution still waits for. */
export function waitingJoins(turn: Turn): readonly Activation[] {
  const open: { readonly activation: Activation; readonly order: number }[] = [];
  for (const [key, row] of turn.state.scan('join', '')) {
    const [join = '', group = '', number = ''] = key.split('|');
    const plan = turn.plan.joins.get(indexIn(turn, join));
    if (row.fired === null && plan !== undefined) {
      open.push({ activation: { plan, join, group, number: Number(number) }, order: row.firstOrder });
    }
  }
  return open.sort((a, b) => a.order - b.order).map(({ activation }) => activation);
}

/** Whether the join has fired in this group before: what arrived since is left over. */
export function isLeftOver(turn: Turn, { join, group }: Activation): boolean {
  return turn.state.get('join', joinKey(join, group, 1))?.fired != null;
}

export function endLeftOver(turn: Turn, activation: Activation): void {
  for (const [, { token }] of [...turn.state.scan('arrival', `${activationKey(activation)}|`)]) {
    absorb(turn, token, activation.join, true);
  }
}

/** Inbound tasks that an activation still misses. */
export function missingOf(turn: Turn, activation: Activation): readonly string[] {
  const inherited = inheritedOf(turn, activation);
  const names = activation.plan.inbound.map((task) => joinName(turn.program.graph, task) ?? '');
  return names.filter((name) => {
    const arrived = turn.state.get('lane', laneKey(activation.join, activation.group, name))?.n ?? 0;
    return arrived < activation.number && !inherited.includes(name);
  });
}
