import * as v from 'valibot';
import {
  choice,
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

/** A workflow file in the Orquesta dialect: Orquesta's keys, then ours. */
export const workflow = v.strictObject({
  version: v.optional(
    v.pipe(
      versionText,
      v.check((version) => Number(version) === 1, 'must be `1.0`'),
    ),
  ),
  name: v.optional(text),
  description: v.nullish(text),
  tags: v.optional(textList),
  input: v.optional(slot('orquestaInput')),
  vars: v.optional(slot('orquestaAssignments')),
  tasks: slot('orquestaTasks'),
  output: v.optional(slot('orquestaAssignments')),
  dialect: v.optional(choice(['native', 'orquesta'])),
  recursive_expressions: v.optional(flag),
  timeout: v.optional(span),
  max_task_iterations: v.optional(wholeNumber(1)),
});

export const task = v.strictObject({
  action: v.optional(filledText),
  input: v.optional(slot('input')),
  delay: v.optional(wholeNumberOrExpression(0)),
  join: v.optional(v.union([choice(['all']), wholeNumber(0)], 'must be `all` or a whole number')),
  with: v.optional(slot('orquestaItems')),
  retry: v.optional(slot('orquestaRetry')),
  next: v.optional(slot('orquestaNext')),
});

export const items = v.strictObject({
  items: slot('orquestaItemsText'),
  concurrency: v.optional(wholeNumberOrExpression(0)),
});

export const retry = v.strictObject({
  when: v.optional(filledText),
  count: wholeNumberOrExpression(0),
  delay: v.optional(wholeNumberOrExpression(0)),
});

export const transition = v.strictObject({
  when: v.optional(filledText),
  publish: v.optional(slot('orquestaPublish')),
  do: v.optional(slot('targets')),
});
