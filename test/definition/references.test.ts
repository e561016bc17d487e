import { describe, expect, test } from 'vitest';
import { referencedSecrets, referencedTasks, referencedVariables } from '../../src/definition/references.ts';
import { definitionOf } from './load.ts';

const withOutput = (expression: string) =>
  definitionOf(`tasks: [{name: a}, {name: b}]\noutput_map: {x: ${JSON.stringify(expression)}}`);

describe('the tasks that expressions ask for', () => {
  test.each<[string, readonly string[] | 'all']>([
    ['{{ 1 }}', []],
    ['{{ task.a.result }} {{ task["b"].status }}', ['a', 'b']],
    ["{{ task_status('a') }}", ['a']],
    ['{{ task.get("a") }}', ['a']],
    ['{{ task[x] }}', 'all'],
    ['{{ task_status(x) }}', 'all'],
    ['{{ task }}', 'all'],
  ])('by `%s`', (expression, expected) => {
    const tasks = referencedTasks(withOutput(expression));
    expect(tasks === 'all' ? tasks : [...tasks]).toEqual(expected);
  });
});

test.each<[string, readonly string[] | 'all']>([
  ['{{ a.b + ctx().c + ctx("d") }}', ['a', 'c', 'd']],
  ['{{ vars.e }} {{ parameters.f }}', ['e', 'f']],
  ['{{ ctx() }}', 'all'],
  ['{{ vars }}', 'all'],
])('the variables that `%s` reads', (expression, expected) => {
  const variables = referencedVariables(withOutput(expression));
  expect(variables === 'all' ? variables : [...variables]).toEqual(expected);
});

test('the secrets that expressions open', () => {
  const definition = definitionOf(
    'tasks: [{name: a, input: {x: "{{ secret(\'one\') }}", y: ["{{ secret(\'two\') }}"]}}]',
  );
  expect([...referencedSecrets(definition)]).toEqual(['one', 'two']);
});
