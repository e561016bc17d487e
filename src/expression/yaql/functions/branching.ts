import { Sequence } from '../../core/sequence.ts';
import { truth } from '../../core/truth.ts';
import type { Value } from '../../core/value.ts';
import { Rule } from '../lambda.ts';
import { asFunction, asMethod, type Entry } from '../overloads.ts';
import { callIn, type Given, holdsIn, valueIn, wholeIn } from '../parameters.ts';

function holds(given: Given): boolean {
  return holdsIn(given);
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
  return callIn(chosen);
}

function coalesce(cases: readonly Given[]): Value {
  for (const given of cases) {
    const value = callIn(given);
    if (value !== null) {
      return value;
    }
  }
  return null;
}

/** Choices; what is not chosen is not evaluated. */
export const BRANCHING: readonly Entry[] = [
  asFunction('switch *cases:rule', switchOf),
  asFunction('selectCase *cases:lambda', selectCase),
  asMethod('switchCase case:int *cases:lambda', switchCase),
  asFunction(
    'selectAllCases *cases:lambda',
    (cases) =>
      new Sequence(function* () {
        for (const [i, given] of cases.entries()) {
          if (holds(given)) {
            yield i;
          }
        }
      }),
  ),
  asFunction(
    'examine *cases:lambda',
    (cases) =>
      new Sequence(function* () {
        for (const given of cases) {
          yield holds(given);
        }
      }),
  ),
  asFunction('coalesce *cases:lambda', coalesce),
  asFunction('bool value:any', ([value]) => truth(valueIn(value))),
  asFunction('isBoolean value:any', ([value]) => typeof value === 'boolean'),
];
