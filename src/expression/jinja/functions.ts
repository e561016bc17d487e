import { dictFrom, type Mapping } from '../core/dictionary.ts';
import { readJson } from '../core/json-text.ts';
import { pairsIn } from '../core/pairs.ts';
import type { Value } from '../core/value.ts';
import { fail } from '../error.ts';
import { chargeItems, run } from '../run.ts';
import { newUuid, nowText, zipLists } from '../standard.ts';
import { Namespace } from './objects.ts';
import { byName, type Operation, operations } from './operation.ts';

const MAX_RANGE = 100_000;

/** Functions that need nothing of the engine. */
export const FUNCTIONS: ReadonlyMap<string, Operation> = byName(
  operations({
    'range start:int stop=:int step=:int': (first, second, step = 1) => {
      const start = second === undefined ? 0 : first;
      const stop = second ?? first;
      if (step === 0) {
        fail('value_error', 'the step cannot be zero');
      }
      const count = Math.max(0, Math.ceil((stop - start) / step));
      if (count > MAX_RANGE) {
        fail('overflow', `more than ${MAX_RANGE} items`);
      }
      chargeItems(count);
      return Array.from({ length: count }, (_, i) => start + i * step);
    },
    'dict base=:any **named:any': dict,
    'namespace base=:any **named:any': (base, named) => new Namespace(dict(base, named) as Mapping),
    'json text:any': readJson,
    'zip **options:any *lists:any': (options, ...lists) => zipLists(lists, options.get('pad') ?? null),
    now: nowText,
    uuid: newUuid,
    random: () => run.scope.random(),
  }),
);

function dict(base: Value = [], named: ReadonlyMap<string, Value>): Value {
  return dictFrom([...pairsIn(base), ...named]);
}
