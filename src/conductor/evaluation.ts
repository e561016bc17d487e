import { compile } from '../expression/compile.ts';
import { ExpressionError } from '../expression/error.ts';
import { render, truthy } from '../expression/render.ts';
import { Lookup, type Scope, type ScopeFunction } from '../expression/scope.ts';
import { EvaluationFailure } from '../problem/evaluation-failure.ts';
import type { TaskError } from '../problem/task-error.ts';
import { ValueTooLarge } from '../problem/value-too-large.ts';
import type { TaskRow, ValueRef } from '../projection/rows.ts';
import { isObject, type Json, type JsonObject, own, setOwn } from '../value/json.ts';
import { randomness } from '../value/randomness.ts';
import { lookup, namesSince } from './scopes.ts';
import type { Turn } from './turn.ts';

/** The task just completed, of which `result()`, `error()` and their kin speak. */
export interface Outcome {
  readonly status: 'succeeded' | 'failed' | 'timed_out' | 'canceled' | 'skipped';
  readonly result: Json;
  readonly error: TaskError | null;
}

/** Where an expression is evaluated: the token's scope, its instance if it has one, the completion if there is one. */
export interface Place {
  /** Null before there is one. */
  readonly scope: string | null;
  readonly task?: TaskRow;
  readonly instance?: string;
  readonly outcome?: Outcome;
  /** Names the place itself binds: `callback_url`, `item`, `index`. */
  readonly bound?: Readonly<Record<string, Json>>;
  /** Variables set a moment ago in the same list, not yet in the scope. */
  readonly local?: Readonly<Record<string, Json>>;
}

const NOTHING: Readonly<Record<string, Json>> = {};

/** Renders a value of the definition in a place. @throws EvaluationFailure */
export function evaluate(turn: Turn, value: Json, path: string, place: Place): Json {
  const { dialect, recursiveExpressions: recursive } = turn.program.definition;
  try {
    return render(value, scopeOf(turn, path, place), { dialect, recursive });
  } catch (thrown) {
    throw failureOf(turn, thrown, path, place);
  }
}

/** Renders a value and stores it. @throws EvaluationFailure, also when the value is too large */
export function evaluateRef(turn: Turn, value: Json, path: string, place: Place): ValueRef {
  return storeAt(turn, evaluate(turn, value, path, place), path, place);
}

/** Stores what has come of an expression. @throws EvaluationFailure when it is too large */
export function storeAt(turn: Turn, rendered: Json, path: string, place: Place): ValueRef {
  try {
    return turn.store(rendered);
  } catch (thrown) {
    throw failureOf(turn, thrown, path, place);
  }
}

/** Whether a condition holds; none always does. @throws EvaluationFailure */
export function holds(turn: Turn, condition: string | null, path: string, place: Place): boolean {
  if (condition === null) {
    return true;
  }
  const { dialect, recursiveExpressions: recursive } = turn.program.definition;
  try {
    return truthy(compile(condition, { dialect, recursive }).evaluate(scopeOf(turn, path, place)));
  } catch (thrown) {
    throw failureOf(turn, thrown, path, place);
  }
}

function failureOf(turn: Turn, thrown: unknown, path: string, place: Place): unknown {
  if (thrown instanceof ValueTooLarge) {
    return new EvaluationFailure(thrown.toError());
  }
  if (!(thrown instanceof ExpressionError)) {
    return thrown;
  }
  const position = turn.program.definition.positions[path];
  const where = position === undefined ? {} : placed(position, thrown);
  return new EvaluationFailure({
    code: `expression_${thrown.kind}`,
    message: thrown.message,
    kind: 'expression',
    ...(place.task === undefined ? {} : { task: place.task.task }),
    ...(place.instance === undefined ? {} : { instance: place.instance }),
    path,
    ...where,
  });
}

/** A value that is not what its key wants, with the key's place in the file. */
export function reject(turn: Turn, code: string, message: string, path: string): EvaluationFailure {
  const [line, column] = turn.program.definition.positions[path] ?? [];
  const where = line === undefined || column === undefined ? {} : { line, column };
  return new EvaluationFailure({ code, message, kind: 'expression', path, ...where });
}

function placed([line, column]: readonly [number, number], error: ExpressionError) {
  return { line: line + error.line - 1, column: error.line === 1 ? column + error.column - 1 : error.column };
}

/** What expressions at a place can see. Names are looked up one by one: the size of the context does not matter. */
function scopeOf(turn: Turn, path: string, place: Place): Scope {
  const parameters = () => turn.read(turn.execution.input) as JsonObject;
  const local = place.local ?? NOTHING;
  const variable = (name: string): Json | undefined => {
    const near = own(local, name);
    if (near !== undefined) {
      return near;
    }
    const ref = lookup(turn.state, place.scope, 'vars', name);
    return ref === undefined ? own(parameters(), name) : turn.read(ref);
  };
  const variables = () => {
    const all = { ...parameters() };
    for (const [name, ref] of Object.entries(namesSince(turn.state, place.scope, -1).vars)) {
      setOwn(all, name, turn.read(ref));
    }
    return { ...all, ...local };
  };
  return {
    variable,
    variables,
    root: (name) => rootOf(turn, place, name, { parameters, variable, variables }),
    call: (name) => functionOf(turn, place, name),
    now: turn.at,
    random: randomness(`${turn.execution.id}/${turn.seq}/${place.instance ?? ''}${path}`),
  };
}

interface Variables {
  readonly parameters: () => JsonObject;
  readonly variable: (name: string) => Json | undefined;
  readonly variables: () => JsonObject;
}

function rootOf(turn: Turn, place: Place, name: string, names: Variables): Json | Lookup | undefined {
  const bound = place.bound === undefined ? undefined : own(place.bound, name);
  if (bound !== undefined) {
    return bound;
  }
  const { id, workflow, startedAt } = turn.execution;
  switch (name) {
    case 'parameters':
      return names.parameters();
    case 'vars':
    case 'workflow': {
      const isParameter = (key: string) => Object.hasOwn(names.parameters(), key);
      return new Lookup(
        (key) => (isParameter(key) ? undefined : names.variable(key)),
        () => Object.fromEntries(Object.entries(names.variables()).filter(([key]) => !isParameter(key))),
      );
    }
    case 'task':
      return taskLookup(turn, place);
    case 'execution':
      return { id, workflow, started_at: new Date(startedAt).toISOString() };
    case 'config':
      return turn.program.closure.config;
    default:
      return undefined;
  }
}

/** `task.<name>`: status and result of the latest instance on the token's own path. */
function taskLookup(turn: Turn, place: Place): Lookup {
  const view = (instance: string): Json => {
    const row = turn.state.get('task', instance);
    if (row === undefined) {
      return null;
    }
    const { status, iteration, error } = row;
    return { status, iteration, result: row.result && turn.read(row.result), error: error && { ...error } };
  };
  return new Lookup(
    (name) => {
      const instance = lookup(turn.state, place.scope, 'tasks', name);
      return instance === undefined ? undefined : view(instance);
    },
    () => {
      const all: Record<string, Json> = {};
      for (const [name, instance] of Object.entries(namesSince(turn.state, place.scope, -1).tasks)) {
        setOwn(all, name, view(instance));
      }
      return all;
    },
  );
}

function functionOf(turn: Turn, place: Place, name: string): ScopeFunction | undefined {
  const { task, outcome } = place;
  switch (name) {
    case 'iteration':
      return task && (() => task.iteration);
    case 'attempt':
      return task && (() => task.attempt);
    case 'secret':
      return (secret) => ({ $sealed: [{ secret: String(secret) }] });
    case 'item':
      return itemFunction(place);
    case 'task_status':
      return (other) => {
        const instance = lookup(turn.state, place.scope, 'tasks', String(other));
        return (instance && turn.state.get('task', instance)?.status) ?? null;
      };
    default: {
      const ask = own(OF_OUTCOME, name);
      return outcome && ask && (() => ask(outcome));
    }
  }
}

function itemFunction({ bound }: Place): ScopeFunction | undefined {
  const item = bound === undefined ? undefined : own(bound, 'item');
  if (item === undefined) {
    return undefined;
  }
  return (key) => {
    if (key === undefined) {
      return item;
    }
    const member = isObject(item) ? own(item, String(key)) : undefined;
    if (member === undefined) {
      throw new Error(`the item has no key "${String(key)}"`);
    }
    return member;
  };
}

/** What expressions ask of the task just completed. */
const OF_OUTCOME: Readonly<Record<string, (outcome: Outcome) => Json>> = {
  result: ({ result }) => result,
  error: ({ error }) => error && { ...error },
  succeeded: ({ status }) => status === 'succeeded' || status === 'skipped',
  failed: ({ status }) => status === 'failed' || status === 'timed_out',
  timed_out: ({ status }) => status === 'timed_out',
  canceled: ({ status }) => status === 'canceled',
  completed: () => true,
};
