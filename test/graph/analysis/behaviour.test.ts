import { describe, expect, test } from 'vitest';
import { loadDefinition } from '../../../src/definition/load-definition.ts';
import { type Behaviour, behaviourOf } from '../../../src/graph/analysis/conditions/behaviour.ts';
import { buildGraph } from '../../../src/graph/transition-graph.ts';

interface Sketch {
  readonly match?: 'first' | 'all';
  readonly dialect?: 'native' | 'orquesta';
  readonly action?: string;
}

/** The behaviour of a task whose transitions have these conditions and lead to `t0`, `t1` …, or to the commands given. */
function behaviour(conditions: readonly (string | readonly [string, string])[], sketch: Sketch = {}): Behaviour {
  const { match = 'all', dialect = 'native', action = 'core.http' } = sketch;
  const next = conditions.map((condition, i) => {
    const [when, to] = typeof condition === 'string' ? [condition, `t${i}`] : condition;
    return { ...(when === '' ? {} : { when }), do: to };
  });
  const others = conditions.map((_, i) => [`t${i}`, { action: 'core.noop' }]);
  const { definition } = loadDefinition(
    JSON.stringify({
      ...(dialect === 'native' ? { match } : { dialect }),
      tasks: { a: { action, next }, ...Object.fromEntries(others) },
    }),
    { ref: 'a.b', pack: 'a' },
  );
  if (definition === null) {
    throw new Error('no definition');
  }
  return behaviourOf(buildGraph(definition), 0);
}

/** The sets of transitions that may be taken together, as text. */
const sets = ({ moves }: Behaviour) => moves.map(({ transitions }) => transitions.join('+') || '-').sort();

describe('what a completion may do when every match counts', () => {
  test.each<[string, readonly string[], readonly string[]]>([
    ['without conditions', ['', ''], ['0+1']],
    ['one condition', ['{{ result() }}'], ['-', '0']],
    ['both outcomes', ['{{ succeeded() }}', '{{ failed() }}'], ['0', '1']],
    ['an outcome and its contrary', ['{{ succeeded() }}', '{{ not succeeded() }}'], ['0', '1']],
    ['a time-out is a failure', ['{{ failed() }}', '{{ timed_out() }}', '{{ succeeded() }}'], ['0', '0+1', '2']],
    ['less and not less', ['{{ vars.n < 3 }}', '{{ vars.n >= 3 }}'], ['0', '1']],
    ['equal and not equal', ["{{ result().x == 'a' }}", "{{ result().x != 'a' }}"], ['0', '1']],
    ['in and not in', ["{{ x in ['a'] }}", "{{ x not in ['a'] }}"], ['0', '1']],
    ['defined and undefined', ['{{ x is defined }}', '{{ x is undefined }}'], ['0', '1']],
    ['not not', ['{{ result() }}', '{{ not (not result()) }}'], ['-', '0+1']],
    ['several values of one thing', ["{{ x == 'a' }}", "{{ x == 'b' }}", "{{ x == 'c' }}"], ['-', '0', '1', '2']],
    ['values of two things', ["{{ x == 'a' }}", "{{ y == 'b' }}"], ['-', '0', '0+1', '1']],
    ['and', ["{{ succeeded() and x == 'a' }}", "{{ succeeded() and x != 'a' }}", '{{ failed() }}'], ['0', '1', '2']],
    ['or', ['{{ failed() or result().bad }}', '{{ succeeded() and not result().bad }}'], ['0', '1']],
    ['a choice', ['{{ result().a if succeeded() else true }}', '{{ failed() }}'], ['-', '0', '0+1']],
    ['chance is never the same', ['{{ random() < 0.5 }}', '{{ random() < 0.5 }}'], ['-', '0', '0+1', '1']],
    ['never', ['{{ false }}', ''], ['1']],
    ['text around an expression', ['x {{ result() }}'], ['-', '0']],
    ['a failure that nothing handles is no way to go on', ['{{ succeeded() }}'], ['0']],
  ])('%s', (_, conditions, expected) => {
    expect(sets(behaviour(conditions))).toEqual(expected);
  });
});

describe('what a completion may do when the first match counts', () => {
  test.each<[string, readonly string[], readonly string[]]>([
    ['without conditions', ['', ''], ['0']],
    ['one condition', ['{{ result() }}', ''], ['0', '1']],
    ['no match at all', ['{{ result() }}'], ['-', '0']],
    ['overlapping conditions', ['{{ result().a }}', '{{ result().b }}', ''], ['0', '1', '2']],
  ])('%s', (_, conditions, expected) => {
    expect(sets(behaviour(conditions, { match: 'first' }))).toEqual(expected);
  });

  test('with hundreds of values of one thing', () => {
    const cases = Array.from({ length: 300 }, (_, i) => `{{ result() == ${i} }}`);
    expect(sets(behaviour(cases, { match: 'first' }))).toHaveLength(301);
  });
});

describe('in YAQL', () => {
  test.each<[string, readonly string[], readonly string[]]>([
    ['both outcomes', ['<% succeeded() %>', '<% failed() %>'], ['0', '1']],
    [
      'and, not, less',
      ['<% succeeded() and ctx().n < 3 %>', '<% succeeded() and not ctx().n < 3 %>', '<% failed() %>'],
      ['0', '1', '2'],
    ],
    ['equal and not equal', ['<% ctx().x = a %>', '<% ctx().x != a %>'], ['0', '1']],
    ['several values', ['<% ctx().x = a %>', '<% ctx().x = b %>'], ['-', '0', '1']],
    ['matches and does not', ['<% ctx().x =~ a %>', '<% ctx().x !~ a %>'], ['0', '1']],
  ])('%s', (_, conditions, expected) => {
    expect(sets(behaviour(conditions, { dialect: 'orquesta' }))).toEqual(expected);
  });
});

describe('failing', () => {
  test.each<[string, readonly (string | readonly [string, string])[], Sketch, boolean, boolean]>([
    ['by itself', ['{{ succeeded() }}'], {}, true, false],
    ['handled by a task', [''], {}, false, false],
    ['handled by noop', [['{{ failed() }}', 'noop'], ''], { match: 'first' }, false, false],
    ['not handled by continue', [['', 'continue']], {}, true, false],
    ['by command', [['{{ result() }}', 'fail'], ''], { match: 'first' }, true, true],
    ['by its action', ['{{ succeeded() }}'], { action: 'core.fail' }, true, true],
  ])('%s', (_, conditions, sketch, mayFail, failsOnPurpose) => {
    expect(behaviour(conditions, sketch)).toMatchObject({ mayFail, failsOnPurpose });
  });

  test('a task that only fails has no way to go on but by what handles it', () => {
    expect(sets(behaviour(['{{ succeeded() }}', '{{ failed() }}'], { action: 'core.fail' }))).toEqual(['1']);
  });
});

test('many independent conditions are looked at one by one', () => {
  const conditions = Array.from({ length: 200 }, (_, i) => `{{ result().x${i} }}`);
  const { moves, taken } = behaviour(conditions);
  expect(taken.every((is) => is)).toBe(true);
  expect(moves.some(({ transitions }) => transitions.length === 200)).toBe(true);
  expect(moves.some(({ transitions }) => transitions.length === 0)).toBe(true);
});
