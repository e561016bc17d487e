import { isObject, type Json } from '../value/json.ts';
import { deferredKey } from './deferred.ts';
import type { Assignment, Definition, TaskDefinition } from './definition.ts';
import { hasExpression } from './expression-text.ts';

/** Which part of a workflow an expression serves; it decides what the expression can see. */
export type SiteRole =
  | 'parameter'
  | 'var'
  | 'output'
  | 'concurrency'
  | 'action'
  | 'input'
  | 'items'
  | 'task'
  | 'retry'
  | 'when'
  | 'publish'
  /** A condition in a call's input about what comes later. */
  | 'later';

/** One string with an expression. */
export interface ExpressionSite {
  readonly text: string;
  /** JSON pointer in the normalised file: `/tasks/a/with/items`, also where the file writes `with: …`. */
  readonly path: string;
  readonly role: SiteRole;
  readonly task?: TaskDefinition;
  /** A name that means something here alone, and is no variable. */
  readonly bound?: string;
}

/** Every string of a definition that holds an expression, in the order of its parts. */
export function* expressionSites(definition: Omit<Definition, 'positions'>): Generator<ExpressionSite> {
  yield* defaults(definition);
  yield* assigned(definition.vars, 'var');
  for (const task of definition.tasks) {
    yield* ofTask(task);
  }
  yield* assigned(definition.outputMap, 'output');
  if (definition.concurrency !== null) {
    yield* strings(definition.concurrency.key, '/concurrency/key', 'concurrency');
  }
}

/** Defaults of parameters are plain values in the native dialect, and evaluated in Orquesta's. */
function* defaults(definition: Omit<Definition, 'positions'>): Generator<ExpressionSite> {
  const properties = definition.parameters.properties;
  if (definition.dialect === 'orquesta' && isObject(properties)) {
    for (const [name, schema] of Object.entries(properties)) {
      const value = isObject(schema) ? schema.default : undefined;
      yield* strings(value ?? null, `/parameters/${step(name)}/default`, 'parameter');
    }
  }
}

function* ofTask(task: TaskDefinition): Generator<ExpressionSite> {
  const { path } = task;
  yield* strings(task.action, `${path}/action`, 'action', task);
  yield* inputOf(task);
  if (task.with !== null) {
    yield* strings(task.with.items, `${path}/with/items`, 'items', task);
    yield* strings(task.with.concurrency, `${path}/with/concurrency`, 'task', task);
  }
  yield* strings(task.when, `${path}/when`, 'task', task);
  yield* strings(task.delay, `${path}/delay`, 'task', task);
  yield* strings(task.timeout, `${path}/timeout`, 'task', task);
  yield* strings(task.totalTimeout, `${path}/total_timeout`, 'task', task);
  yield* strings(task.heartbeat, `${path}/heartbeat`, 'task', task);
  if (task.retry !== null) {
    yield* strings(task.retry.when, `${path}/retry/when`, 'retry', task);
    yield* strings(task.retry.count, `${path}/retry/count`, 'task', task);
    yield* strings(task.retry.delay, `${path}/retry/delay`, 'task', task);
    yield* strings(task.retry.maxDelay, `${path}/retry/max_delay`, 'task', task);
  }
  for (const transition of task.next) {
    yield* strings(transition.when, `${transition.path}/when`, 'when', task);
    yield* assigned(transition.publish, 'publish', task);
  }
}

function* inputOf(task: TaskDefinition): Generator<ExpressionSite> {
  const { inputExpression, input, action, path } = task;
  const deferred = deferredKey(action);
  for (const site of strings(inputExpression ?? input, `${path}/input`, 'input', task)) {
    const later = deferred !== undefined && site.path === `${path}/input/${deferred.key}`;
    yield later ? { ...site, role: 'later', bound: deferred.name } : site;
  }
}

function* assigned(
  assignments: readonly Assignment[],
  role: SiteRole,
  task?: TaskDefinition,
): Generator<ExpressionSite> {
  for (const { value, path } of assignments) {
    yield* strings(value, path, role, task);
  }
}

function* strings(value: Json, path: string, role: SiteRole, task?: TaskDefinition): Generator<ExpressionSite> {
  if (typeof value === 'string') {
    if (hasExpression(value)) {
      yield { text: value, path, role, ...(task === undefined ? {} : { task }) };
    }
  } else if (Array.isArray(value)) {
    for (const [index, item] of value.entries()) {
      yield* strings(item, `${path}/${index}`, role, task);
    }
  } else if (isObject(value)) {
    for (const [key, item] of Object.entries(value)) {
      const place = `${path}/${step(key)}`;
      // Keys are rendered like values.
      yield* strings(key, place, role, task);
      yield* strings(item, place, role, task);
    }
  }
}

function step(name: string): string {
  return name.replaceAll('~', '~0').replaceAll('/', '~1');
}
