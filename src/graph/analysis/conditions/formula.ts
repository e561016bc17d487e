/** How a task can have completed; a set of them is a sum. */
export const OUTCOMES = { succeeded: 1, failed: 2, timedOut: 4, canceled: 8 } as const;
export const ANY_OUTCOME = 15;

/** Something a condition asks for that only running tells. */
export interface Fact {
  /** Equal for expressions that have the same value in one completion. */
  readonly key: string;
  /** Of the facts about one subject at most one holds: `x == 'a'` and `x == 'b'`. */
  readonly subject: string | null;
  /** The variable that is there when the fact holds. */
  readonly defines: string | null;
}

/** A condition as far as it can be understood without running it. */
export type Formula =
  | { readonly kind: 'constant'; readonly value: boolean }
  | { readonly kind: 'outcome'; readonly of: number }
  | { readonly kind: 'fact'; readonly fact: Fact }
  | { readonly kind: 'not'; readonly part: Formula }
  | { readonly kind: 'and' | 'or'; readonly parts: readonly Formula[] };

export const TRUE: Formula = { kind: 'constant', value: true };

/** Functions that ask how the task completed. */
const OUTCOME_FUNCTIONS: ReadonlyMap<string, number> = new Map([
  ['succeeded', OUTCOMES.succeeded],
  ['failed', OUTCOMES.failed | OUTCOMES.timedOut],
  ['timed_out', OUTCOMES.timedOut],
  ['canceled', OUTCOMES.canceled],
  ['completed', ANY_OUTCOME],
]);

/** The formula of a call without arguments, if it asks for the outcome. */
export function outcomeCall(name: string): Formula | undefined {
  const of = OUTCOME_FUNCTIONS.get(name);
  return of === undefined ? undefined : { kind: 'outcome', of };
}

export function not(part: Formula): Formula {
  return part.kind === 'not' ? part.part : { kind: 'not', part };
}

export function fact(key: string, more: Partial<Omit<Fact, 'key'>> = {}): Formula {
  return { kind: 'fact', fact: { key, subject: null, defines: null, ...more } };
}

/** What is taken to be true of the facts; a fact left out may be either. */
export type Assignment = ReadonlyMap<string, boolean>;

/** The value of a formula after an outcome; undefined when the assignment does not tell. */
export function evaluate(formula: Formula, outcome: number, facts: Assignment): boolean | undefined {
  switch (formula.kind) {
    case 'constant':
      return formula.value;
    case 'outcome':
      return (formula.of & outcome) !== 0;
    case 'fact':
      return facts.get(formula.fact.key);
    case 'not': {
      const value = evaluate(formula.part, outcome, facts);
      return value === undefined ? undefined : !value;
    }
    default: {
      const decisive = formula.kind === 'or';
      let open = false;
      for (const part of formula.parts) {
        const value = evaluate(part, outcome, facts);
        if (value === decisive) {
          return decisive;
        }
        open ||= value === undefined;
      }
      return open ? undefined : !decisive;
    }
  }
}

/** The facts of a formula, in order of mention. */
export function* factsOf(formula: Formula): Generator<Fact> {
  if (formula.kind === 'fact') {
    yield formula.fact;
  } else if (formula.kind === 'not') {
    yield* factsOf(formula.part);
  } else if (formula.kind === 'and' || formula.kind === 'or') {
    for (const part of formula.parts) {
      yield* factsOf(part);
    }
  }
}

/** The same formula with other keys for some of its facts. */
export function renamed(formula: Formula, rename: (key: string) => string): Formula {
  switch (formula.kind) {
    case 'fact':
      return { kind: 'fact', fact: { ...formula.fact, key: rename(formula.fact.key) } };
    case 'not':
      return not(renamed(formula.part, rename));
    case 'and':
    case 'or':
      return { kind: formula.kind, parts: formula.parts.map((part) => renamed(part, rename)) };
    default:
      return formula;
  }
}

/** Variables that are there for sure when the formula holds, because it asked whether they are defined. */
export function definedBy(formula: Formula): readonly string[] {
  switch (formula.kind) {
    case 'fact':
      return formula.fact.defines === null ? [] : [formula.fact.defines];
    case 'and':
      return formula.parts.flatMap(definedBy);
    default:
      return [];
  }
}
