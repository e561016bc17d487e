import type { Finding } from '../../../problem/finding.ts';
import type { Behaviour } from '../conditions/behaviour.ts';
import { evaluate, OUTCOMES } from '../conditions/formula.ts';
import type { AnalysisContext } from '../context.ts';
import { warning } from '../report.ts';

const NO_FACTS = new Map<string, boolean>();

/** Transitions of a list of which the first match counts, behind one that always matches before them. */
export function transitionShadowed(context: AnalysisContext): readonly Finding[] {
  return context.graph.tasks.flatMap(({ name, match, next }, index): readonly Finding[] => {
    const behaviour = context.behaviours[index];
    if (match !== 'first' || behaviour === undefined) {
      return [];
    }
    const always = next.findIndex((transition, i) => !transition.do.includes('retry') && holdsAlways(behaviour, i));
    return next.flatMap(({ path }, i): readonly Finding[] => {
      if (behaviour.taken[i] !== false || behaviour.satisfiable[i] !== true) {
        return [];
      }
      const [message, hint] =
        always !== -1 && always < i
          ? [
              `Transition ${i + 1} of \`${name}\` is never taken: transition ${always + 1}, before it, has no condition that could fail.`,
              'Put it before that one, or write `match: all` if both are meant.',
            ]
          : [
              `Transition ${i + 1} of \`${name}\` is never taken: whenever its condition holds, one before it is taken.`,
              'Correct the conditions, or write `match: all` if both are meant.',
            ];
      return [warning(context, 'transition_shadowed', path, message, { hint })];
    });
  });
}

function holdsAlways({ conditions }: Behaviour, transition: number): boolean {
  const condition = conditions[transition];
  return (
    condition !== undefined &&
    Object.values(OUTCOMES).every((outcome) => evaluate(condition, outcome, NO_FACTS) === true)
  );
}
