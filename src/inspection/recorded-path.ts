import type { Program } from '../conductor/program.ts';
import { ROOT } from '../graph/dominators.ts';
import { type JoinPlan, joinName, type Plan } from '../graph/join-plan.ts';
import type { Finding } from '../problem/finding.ts';
import type { ArrivalRow, GroupRow, JoinRow } from '../projection/rows.ts';
import { type TaskRow, type TokenRow, type Trigger, taskOf } from '../projection/rows.ts';
import type { TakenRow, Takeover } from '../projection/takeover.ts';

/** A definition as executions run it that start at given tasks. */
interface Planned {
  readonly program: Program;
  readonly plan: Plan;
}

/**
 * What of a recorded path another definition does not have: tasks, transitions that were taken, joins and where their
 * groups begin. Nothing: an execution that takes the path over can go on with that definition.
 */
export function missingFromPath(
  { rows, counters }: Takeover,
  startAt: readonly string[] | null,
  recorded: Program,
  other: Program,
): readonly Finding[] {
  const unknown = (startAt ?? []).filter((name) => !other.graph.indexOf.has(name));
  if (unknown.length > 0) {
    return unknown.map((name) => missing(`the execution starts at task \`${name}\`, which is gone`));
  }
  const path = new RecordedPath(
    { program: recorded, plan: recorded.planFor(startAt) },
    { program: other, plan: other.planFor(startAt) },
  );
  path.counting('', counters.counted);
  for (const row of rows) {
    path.compare(row);
  }
  return path.findings;
}

/** Holds rows against the other definition, and says each thing once. */
class RecordedPath {
  readonly #recorded: Planned;
  readonly #other: Planned;
  readonly #found = new Map<string, Finding>();

  constructor(recorded: Planned, other: Planned) {
    this.#recorded = recorded;
    this.#other = other;
  }

  get findings(): readonly Finding[] {
    return [...this.#found.values()];
  }

  compare({ table, key, row }: TakenRow): void {
    switch (table) {
      case 'task': {
        const { task, triggeredBy } = row as TaskRow;
        return this.#hasTask(task) ? this.#hasTransitions(triggeredBy, task) : undefined;
      }
      case 'token':
        return this.#token(row as TokenRow);
      case 'arrival': {
        const { instance, transitions } = row as ArrivalRow;
        const triggers = transitions.map((transition) => ({ instance, transition }));
        return this.#hasTransitions(triggers, partOf(key));
      }
      case 'join':
        return this.#hasJoin(partOf(key), row as JoinRow);
      case 'group':
        return this.counting(key, (row as GroupRow).counted);
    }
  }

  /** Where an `active` join begins, tokens are counted from the beginning or never. */
  counting(group: string, counted: boolean): void {
    const { program, plan } = this.#other;
    const begun = group === '' ? ROOT : program.graph.indexOf.get(taskOf(group));
    for (const { task } of begun === undefined || counted ? [] : plan.activeJoins(begun)) {
      const join = joinName(program.graph, task) ?? '';
      this.#say(`the \`active\` join \`${join}\` would have to know what has run since ${placeOf(group)}`, join);
    }
  }

  #token({ value, trigger, markers }: TokenRow): void {
    const task = value.replace(/:.*$/, '');
    if (!this.#hasTask(task)) {
      return;
    }
    this.#hasTransitions(trigger === null ? [] : [trigger], task);
    const carried = new Set(markers.map(taskOf));
    for (const marker of this.#markersAt(this.#other, task)) {
      // The task it stands at runs again: its instance is yet to come.
      if (marker !== task && !carried.has(marker) && !this.#markersAt(this.#recorded, task).has(marker)) {
        this.#say(`a join begins at task \`${marker}\`, where none did when it ran`, marker);
      }
    }
  }

  /** Tasks whose instances a token at a task has to remember. */
  #markersAt({ program, plan }: Planned, task: string): ReadonlySet<string> {
    const at = program.graph.indexOf.get(task) ?? -1;
    const carried = program.graph.tasks.filter((_, marker) => plan.carries(at, marker));
    return new Set(carried.map(({ name }) => name));
  }

  #hasTask(name: string): boolean {
    const { indexOf } = this.#other.program.graph;
    if (!indexOf.has(name)) {
      this.#say(`task \`${name}\` has run, and is gone`);
    }
    return indexOf.has(name);
  }

  #hasTransitions(triggers: readonly Trigger[], to: string): void {
    for (const { instance, transition } of triggers) {
      const from = taskOf(instance);
      if (this.#hasTask(from)) {
        const at = this.#other.program.graph.indexOf.get(from) ?? -1;
        const targets = this.#other.program.graph.tasks[at]?.next[transition]?.do ?? [];
        if (!targets.includes(to)) {
          this.#say(`transition ${transition} of task \`${from}\` led to \`${to}\`, and does not any more`, from);
        }
      }
    }
  }

  #hasJoin(name: string, { mode, needed, fired }: JoinRow): void {
    const now = joinOf(this.#other, name);
    const was = joinOf(this.#recorded, name);
    if (now === undefined) {
      return this.#say(`task \`${name}\` was a join, and is none any more`, name);
    }
    if (now.mode !== mode) {
      this.#say(`the join \`${name}\` was \`${mode}\`, and is \`${now.mode}\``, name);
    } else if (fired === null && now.needed !== needed) {
      this.#say(`the join \`${name}\` waits for ${needed} arrivals, and now needs ${now.needed}`, name);
    }
    const begins = (planned: Planned, join: JoinPlan) => joinName(planned.program.graph, join.anchor);
    if (
      was !== undefined &&
      (begins(this.#recorded, was) !== begins(this.#other, now) || was.recurrent !== now.recurrent)
    ) {
      this.#say(`the groups of the join \`${name}\` begin elsewhere`, name);
    }
  }

  #say(message: string, task?: string): void {
    const at = task === undefined ? undefined : this.#other.program.graph.indexOf.get(task);
    const path = at === undefined ? '/tasks' : (this.#other.program.graph.tasks[at]?.path ?? '/tasks');
    const [line, column] = this.#other.program.definition.positions[path] ?? [];
    const position = line === undefined || column === undefined ? {} : { line, column };
    this.#found.set(message, { ...missing(message, path), ...position });
  }
}

function missing(message: string, path = '/tasks'): Finding {
  return { code: 'path_missing', severity: 'error', message, path };
}

function joinOf({ program, plan }: Planned, name: string): JoinPlan | undefined {
  return plan.joins.get(program.graph.indexOf.get(name) ?? -1);
}

const partOf = (key: string) => key.slice(0, key.indexOf('|'));
const placeOf = (group: string) => (group === '' ? 'the start' : `\`${group}\``);
