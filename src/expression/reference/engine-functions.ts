/** Functions that the engine offers through the scope, in both languages. */
export const ENGINE_FUNCTION_LINES: readonly (readonly [name: string, does: string])[] = [
  ['ctx()', 'All variables and parameters; `ctx().name` and `ctx("name")` read one of them.'],
  ['result()', 'The result of the task that was just completed.'],
  ['error()', 'The error of the task that was just completed.'],
  ['succeeded()', 'Whether the task just completed succeeded.'],
  ['failed()', 'Whether it failed, time-outs included.'],
  ['timed_out()', 'Whether it ran out of time.'],
  ['canceled()', 'Whether it was canceled.'],
  ['completed()', 'Whether it ended at all.'],
  ['task_status(name)', 'The status of a task on the way here.'],
  ['item()', 'The item that is being worked on, or one of its keys.'],
  ['iteration()', 'How many times this task has been started, from 1.'],
  ['attempt()', 'Which attempt this is, from 1.'],
  ['secret(name)', 'A secret, sealed: it can be passed on and put into text, but not read.'],
];

/** Reserved names, in Jinja. */
export const ROOT_LINES: readonly (readonly [name: string, is: string])[] = [
  ['parameters', 'What the execution was started with.'],
  ['vars', 'All variables without the parameters.'],
  ['workflow', 'The same as `vars`.'],
  ['task', '`task.<name>.result` and `.status` of tasks on the way here.'],
  ['item', 'The item that is being worked on.'],
  ['index', 'Its position, from 0.'],
  ['config', "The pack's configuration."],
  ['execution', '`id`, `workflow`, `started_at`.'],
  ['callback_url', 'Where an answer is to be sent; sealed.'],
];
