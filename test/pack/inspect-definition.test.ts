import { describe, expect, test } from 'vitest';
import { CORE_ACTIONS } from '../../src/action/runner.ts';
import { CORE_REFS } from '../../src/definition/core-actions.ts';
import { loadDefinition } from '../../src/definition/load-definition.ts';
import { inspectDefinition } from '../../src/pack/inspect-definition.ts';

function codes(yaml: string, known: readonly string[] = []): readonly string[] {
  const { definition } = loadDefinition(yaml, { ref: 'test.own', pack: 'test' });
  if (definition === null) {
    throw new Error('the definition does not load');
  }
  return inspectDefinition(definition, { has: (ref) => known.includes(ref) }).map(({ code }) => code);
}

describe('the actions a definition names', () => {
  test('an action that is neither core nor registered is an error', () => {
    expect(codes('tasks: [{name: a, action: core.htpp}]')).toEqual(['unknown_action']);
    expect(codes('tasks: [{name: a, action: slack.post}]', ['slack.post'])).toEqual([]);
    expect(codes('tasks: [{name: a, action: core.log, input: {message: hi}}, {name: b}]')).toEqual([]);
  });

  test('the list of core refs is that of the code', () => {
    expect([...CORE_REFS].sort()).toEqual([...CORE_ACTIONS.keys()].sort());
  });
});
