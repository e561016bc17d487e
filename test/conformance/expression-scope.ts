import { Fault } from '../../src/expression/error.ts';
import type { Scope, ScopeFunction } from '../../src/expression/scope.ts';
import { isObject, type Json, type JsonObject, own } from '../../src/value/json.ts';

const COMPLETED: readonly Json[] = ['succeeded', 'failed', 'expired', 'abandoned', 'canceled', 'timeout'];

/** What Orquesta says of a task that has no status. */
const UNSET = 'null';

/** The scope that a case of the corpus describes, with Orquesta's functions. */
export function orquestaScope(context: JsonObject): Scope {
  const vars = isObject(context.vars) ? context.vars : {};
  const functions: Readonly<Record<string, ScopeFunction>> = {
    result: () => currentTask(context).result ?? null,
    succeeded: () => currentStatus(context) === 'succeeded',
    failed: () => currentStatus(context) === 'failed',
    completed: () => COMPLETED.includes(currentStatus(context)),
    task_status: (task = null, route = null) => taskStatus(context, task, route),
    item: (key = null) => item(context, key),
  };
  let seed = 1;
  return {
    variable: (name) => own(vars, name),
    variables: () => vars,
    root: () => undefined,
    call: (name) => own(functions, name),
    now: Date.UTC(2026, 0, 2, 3, 4, 5),
    random: () => {
      seed = (seed * 16807) % 2147483647;
      return seed / 2147483647;
    },
  };
}

function currentTask(context: JsonObject): JsonObject {
  const task = context.current_task;
  if (!isObject(task)) {
    throw new Fault('orquesta_function', 'there is no current task');
  }
  return task;
}

function currentStatus(context: JsonObject): Json {
  const task = currentTask(context);
  return taskStatus(context, task.id ?? null, task.route ?? null);
}

function taskStatus(context: JsonObject, task: Json, given: Json): Json {
  const current = context.current_task;
  const route = given ?? (isObject(current) ? current.route : null) ?? 0;
  const state = context.state;
  if (!isObject(state)) {
    return UNSET;
  }
  const { tasks, sequence } = state;
  const index = isObject(tasks) ? own(tasks, `${task}__r${route}`) : undefined;
  const entry = Array.isArray(sequence) && typeof index === 'number' ? sequence[index] : undefined;
  return isObject(entry) ? (entry.status ?? UNSET) : UNSET;
}

function item(context: JsonObject, key: Json): Json {
  const current = context.current_item ?? null;
  if (key === null || key === '') {
    return current;
  }
  if (!isObject(current)) {
    throw new Fault('orquesta_function', 'the item is not a dictionary');
  }
  const value = own(current, String(key));
  if (value === undefined) {
    throw new Fault('orquesta_function', `the item does not have the key '${key}'`);
  }
  return value;
}
