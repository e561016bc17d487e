/** Names with a meaning of their own wherever a bare name may stand; all others are variables. */
export const ROOTS: ReadonlySet<string> = new Set([
  'parameters',
  'vars',
  'workflow',
  'task',
  'item',
  'index',
  'config',
  'execution',
  'callback_url',
]);

/** Functions that the engine offers through the scope, as far as they make sense where the text stands. */
export const ENGINE_FUNCTIONS: ReadonlySet<string> = new Set([
  'iteration',
  'attempt',
  'result',
  'error',
  'succeeded',
  'failed',
  'timed_out',
  'canceled',
  'completed',
  'secret',
  'item',
  'task_status',
]);

/** Functions whose value differs from one event to the next. */
export const NONDETERMINISTIC: ReadonlySet<string> = new Set(['now', 'uuid', 'random', 'localtz']);
