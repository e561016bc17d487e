import * as v from 'valibot';
import {
  choice,
  condition,
  duration,
  durationOrExpression,
  filledText,
  flag,
  slot,
  span,
  text,
  textList,
  versionText,
  wholeNumber,
  wholeNumberOrExpression,
} from '../shape/fields.ts';

const match = choice(['first', 'all']);

/** A native workflow file. */
export const workflow = v.strictObject({
  ref: v.optional(filledText),
  label: v.nullish(text),
  description: v.nullish(text),
  version: v.nullish(versionText),
  tags: v.nullish(textList),
  dialect: v.optional(choice(['native', 'orquesta'])),
  match: v.optional(match),
  parameters: v.optional(slot('parameters')),
  output: v.optional(slot('output')),
  vars: v.optional(slot('assignments')),
  entry_points: v.optional(slot('targets')),
  tasks: slot('tasks'),
  output_map: v.optional(slot('assignments')),
  timeout: v.optional(span),
  max_task_iterations: v.optional(wholeNumber(1)),
  concurrency: v.optional(slot('concurrency')),
  retention: v.optional(duration),
  on_failure: v.optional(choice(['finish', 'terminate'])),
});

export const concurrency = v.strictObject({
  key: v.optional(text),
  limit: wholeNumber(1),
  on_limit: v.optional(choice(['queue', 'skip', 'cancel_running', 'fail'])),
});

/** A task in a map, whose key is the name. */
export const task = v.strictObject({
  description: v.nullish(text),
  action: v.nullish(filledText),
  input: v.optional(slot('input')),
  when: v.optional(condition),
  with: v.optional(slot('items')),
  with_items: v.optional(slot('itemsText')),
  join: v.optional(
    v.union([choice(['all', 'active']), wholeNumber(1)], 'must be `all`, `active` or a whole number of at least 1'),
  ),
  delay: v.optional(durationOrExpression),
  timeout: v.optional(durationOrExpression),
  total_timeout: v.optional(durationOrExpression),
  heartbeat: v.optional(durationOrExpression),
  retry: v.optional(slot('retry')),
  max_iterations: v.optional(wholeNumber(1)),
  match: v.optional(match),
  on_parent_end: v.optional(choice(['cancel', 'abandon'])),
  next: v.optional(slot('next')),
});

/** A task in a list. Its name is read, and missed, by the list's reader, so that the rest is read without one. */
export const namedTask = v.strictObject({ name: v.optional(slot('taskName')), ...task.entries });

/** `items` may stand apart as `with_items`; the reader misses it. */
export const items = v.strictObject({
  items: v.optional(slot('itemsText')),
  concurrency: v.optional(wholeNumberOrExpression(1)),
  batch_size: v.optional(wholeNumber(1)),
  on_item_failure: v.optional(choice(['stop', 'continue'])),
});

const JITTER = 'must be a number from 0 to 1';

export const retry = v.strictObject({
  count: wholeNumberOrExpression(0),
  delay: v.optional(durationOrExpression),
  backoff: v.optional(choice(['constant', 'linear', 'exponential'])),
  max_delay: v.optional(durationOrExpression),
  jitter: v.optional(v.union([v.pipe(v.number(JITTER), v.minValue(0, JITTER), v.maxValue(1, JITTER)), flag], JITTER)),
  when: v.optional(condition),
});

export const transition = v.strictObject({
  when: v.optional(condition),
  publish: v.optional(slot('publish')),
  do: v.optional(slot('targets')),
});
