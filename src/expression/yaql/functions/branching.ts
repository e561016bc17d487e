import { Sequence } from '../../core/sequence.ts';
import { truth } from '../../core/truth.ts';
import type { Value } from '../../core/value.ts';
import { Rule } from '../lambda.ts';
import { type Entry, entry } from '../overloads.ts';
import { type Given, lambdaOf, valueIn, wholeIn } from '../parameters.ts';

function holds(given: Given): boolean {
  return truth(lambdaOf(given)?.call() ?? null);
}

function switchOf(rules: readonly Given[]): Value {
  for (const rule of rules) {
    if (rule instanceof Rule && truth(rule.source.call())) {
      return rule.value.call();
    }
  }
  return null;
}

function selectCase(cases: readonly Given[]): Value {
  const index = cases.findIndex(holds);
  return index === -1 ? cases.length : index;
}

function switchCase([index, ...cases]: readonly Given[]): Value {
  const at = wholeIn(index);
  const chosen = cases[at >= 0 && at < cases.length ? at : cases.length - 1];
  return lambdaOf(chosen)?.call() ?? null;
}

function coalesce(cases: readonly Given[]): Value {
  for (const given of cases) {
    const value = lambdaOf(given)?.call() ?? null;
    if (value !== null) {
      return value;
    }
  }
  return null;
}

/** Choices; what is not chosen is not evaluated. */
export const BRANCHING: readonly Entry[] = [
  entry('function', 'switch', '*cases:rule', switchOf),
  entry('function', 'selectCase', '*cases:lambda', selectCase),
  entry('method', 'switchCase', 'case:int *cases:lambda', switchCase),
  entry(
    'function',
    'selectAllCases',
    '*cases:lambda',
    (cases) =>
      new Sequence(function* () {
        for (const [i, given] of cases.entries()) {
          if (holds(given)) {
            yield i;
          }
        }
      }),
  ),
  entry(
    'function',
    'examine',
    '*cases:lambda',
    (cases) =>
      new Sequence(function* () {
        for (const given of cases) {
          yield holds(given);
        }
      }),
  ),
  entry('function', 'coalesce', '*cases:lambda', coalesce),
  entry('function', 'bool', 'value:any', ([value]) => truth(valueIn(value))),
  entry('function', 'isBoolean', 'value:any', ([value]) => typeof value === 'boolean'),
];
