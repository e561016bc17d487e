import { describe, expect, test } from 'vitest';
import { load } from '../../definition/load.ts';
import { analysed, type Case, check, tasks } from './analysed.ts';

const NEVER = 'variable_never_assigned';
const wait = (filter: string) => `a: {action: core.wait, input: {signal: go, filter: "${filter}"}}`;
const hook = (key: string, text: string) =>
  `a: {action: core.webhook, input: {url: "http://x.example", ${key}: "${text}"}}`;

describe('the conditions that an action asks later', () => {
  test.each<Case>([
    ['see the payload', tasks(wait('{{ signal.n > 1 and signal }}'))],
    ['see the body of a callback', tasks(hook('fail_when', '{{ body.state }}'))],
    ['see variables, which must be assigned', tasks(wait('{{ signal.n > least }}')), [NEVER, '/tasks/a/input/filter']],
    ['see each its own name alone', tasks(wait('{{ body.n }}')), [NEVER, '/tasks/a/input/filter']],
    ['and nobody else sees it', tasks(hook('body', '{{ body.n }}')), [NEVER, '/tasks/a/input/body']],
    [
      'nor another action',
      tasks('a: {action: core.http, input: {url: "http://x.example", fail_when: "{{ body }}"}}'),
      [NEVER, '/tasks/a/input/fail_when'],
    ],
  ])('%s', check);

  test.each([
    ['plain text is always true', wait('signal.n > 1'), 'condition_without_expression'],
    ['so is text with an expression in it', wait('{{ signal.n }} > 1'), 'condition_is_text'],
    ['`callback_url` is not there', hook('fail_when', '{{ callback_url }}'), 'name_out_of_place'],
    ['nor the result of a task', wait('{{ result() }}'), 'name_out_of_place'],
    ['nor an item without a list', wait('{{ item == signal }}'), 'name_out_of_place'],
  ])('%s', (_, line, code) => {
    expect(load(tasks(line)).findings.map((finding) => finding.code)).toContain(code);
  });

  test('a variable may have the name', () => {
    const source = tasks(
      'a: {next: [{publish: {signal: 1, body: 2}, do: b}]}\nb: {action: core.echo, input: {message: "{{ signal + body }}"}}',
    );
    expect(analysed(source)).toEqual([]);
  });
});
