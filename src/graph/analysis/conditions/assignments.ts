import { type Assignment, type Fact, type Formula, factsOf } from './formula.ts';

/** So many combinations of facts are looked at for one task; facts beyond stay open. */
const MOST = 64;
/** A choice among the values of one subject grows only linearly, and may be longer. */
const MOST_VALUES = 512;

/**
 * Every combination of the facts that some conditions ask for. Facts are independent, but for those about one
 * subject, of which one holds or none.
 */
export function assignmentsOf(conditions: readonly Formula[]): readonly Assignment[] {
  let all: readonly Assignment[] = [new Map()];
  for (const keys of groupsOf(conditions)) {
    const size = all.length * (keys.length + 1);
    if (size <= MOST || (all.length === 1 && size <= MOST_VALUES)) {
      all = all.flatMap((assignment) => extended(assignment, keys));
    }
  }
  return all;
}

/** The keys of facts that exclude each other, group by group. */
function groupsOf(conditions: readonly Formula[]): readonly (readonly string[])[] {
  const groups = new Map<string, Set<string>>();
  for (const { key, subject } of conditions.flatMap((condition): Fact[] => [...factsOf(condition)])) {
    const name = subject === null ? `fact ${key}` : `subject ${subject}`;
    groups.set(name, (groups.get(name) ?? new Set()).add(key));
  }
  return [...groups.values()].map((keys) => [...keys]);
}

function extended(assignment: Assignment, keys: readonly string[]): readonly Assignment[] {
  const assume = (holding: string | null) =>
    new Map([...assignment, ...keys.map((key) => [key, key === holding] as const)]);
  return [...keys.map((key) => assume(key)), assume(null)];
}
