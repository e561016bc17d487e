import type { Finding } from '../../../problem/finding.ts';
import { ROOT } from '../../dominators.ts';
import type { JoinPlan } from '../../join-plan.ts';
import { taskAt } from '../../transition-graph.ts';
import type { AnalysisContext } from '../context.ts';
import { listed, warning, witness } from '../report.ts';
import { type Effort, forEachJoin } from '../runs/effort.ts';
import { starvingPath } from '../runs/fewest-arrivals.ts';
import { groundOf, type Round, roundsOf } from '../runs/rounds.ts';
import { type Skipping, skipping } from '../runs/skipping.ts';

const CODE = 'join_can_starve';
/** So many of the tasks that may not come are named. */
const MOST_NAMED = 4;
const HINT =
  'Lead every outcome to the join, let it wait for fewer, or write `join: active`, which waits only for what can still come.';

/** Joins that can wait for an inbound task which a choice leaves out, so that the execution fails. */
export function joinCanStarve(context: AnalysisContext): readonly Finding[] {
  return forEachJoin(context, (join, effort) => {
    if (join.needed === null || context.stuck.has(join.task)) {
      return [];
    }
    for (const round of roundsOf(join)) {
      const found = join.mode === 'all' ? skipped(context, join, round, effort) : tooFew(context, join, round, effort);
      if (found !== null) {
        return [found];
      }
    }
    return [];
  });
}

/** `join: all`: some inbound task may not come. */
function skipped(context: AnalysisContext, join: JoinPlan, round: Round, effort: Effort): Finding | null {
  const ground = groundOf(context, join, round.inbound, effort);
  if (round.inbound.length < 2 || !branches(context, join, round, ground.near)) {
    return null;
  }
  const names: string[] = [];
  let shown: Skipping | undefined;
  for (const awaited of round.inbound) {
    const found = effort.exhausted ? null : skipping(context, join, { from: round.from, ground }, awaited, effort);
    if (found !== null) {
      shown ??= found;
      names.push(taskAt(context.graph, awaited).name);
    }
    if (names.length > MOST_NAMED) {
      break;
    }
  }
  if (shown === undefined) {
    return null;
  }
  const { name, path } = taskAt(context.graph, join.task);
  return warning(
    context,
    CODE,
    `${path}/join`,
    `\`${name}\` waits for ${listed(names)}, and may wait in vain: ${insteadOf(context, shown)}.`,
    {
      hint: HINT,
      witness: witness(context.graph, [...shown.path, ...(shown.instead === null ? [] : [shown.instead])]),
    },
  );
}

function insteadOf({ graph }: AnalysisContext, { path, instead }: Skipping): string {
  const last = path.at(-1) ?? ROOT;
  if (last === ROOT) {
    return 'no transition that can be taken leads there';
  }
  const { name } = taskAt(graph, last);
  return instead === null
    ? `a branch can end at \`${name}\``
    : `\`${name}\` can lead to \`${taskAt(graph, instead).name}\` instead`;
}

/** `join: N`: some run brings at least one arrival, but fewer than are needed. */
function tooFew(context: AnalysisContext, join: JoinPlan, round: Round, effort: Effort): Finding | null {
  if (round.needed < 2) {
    return null;
  }
  const shown = starvingPath(context, join, round, effort);
  if (shown === null) {
    return null;
  }
  const { name, path } = taskAt(context.graph, join.task);
  return warning(context, CODE, `${path}/join`, `\`${name}\` waits for ${join.needed} tasks, but fewer may come.`, {
    hint: HINT,
    witness: witness(context.graph, shown),
  });
}

/** Without a choice on the way nothing can be left out. */
function branches(
  { behaviours, inbound }: AnalysisContext,
  { task }: JoinPlan,
  round: Round,
  near: ReadonlySet<number>,
): boolean {
  const possible = new Set(inbound[task]);
  const straight = (other: number) => other === ROOT || behaviours[other]?.straight === true;
  return (
    // A condition that never holds leaves something out without a choice.
    round.inbound.some((other) => !possible.has(other)) || ![round.from, ...near].every(straight)
  );
}
