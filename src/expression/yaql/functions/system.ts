import { stringOf } from '../../core/arguments.ts';
import { Callable } from '../../core/callable.ts';
import { pairsOf } from '../../core/dictionary.ts';
import { readJson } from '../../core/json-text.ts';
import { gather } from '../../core/sequence.ts';
import type { Value } from '../../core/value.ts';
import { fail } from '../../error.ts';
import { deeper, run } from '../../run.ts';
import { newUuid, zipLists } from '../../standard.ts';
import { Bindings, definedKey, localsOf } from '../lambda.ts';
import { dispatcher, eager, type Overload } from '../overloads.ts';
import { holds } from './branching.ts';
import { limited } from './each.ts';
import { TABLE } from './table.ts';

function bind(values: readonly Value[], names?: Iterable<readonly [string, Value]>): Bindings {
  return new Bindings(localsOf(run.locals, values, names));
}

export const SYSTEM: readonly Overload[] = eager({
  'let **names:any *values:any': (names, ...values) => bind(values, names),
  'with *values:any': (...values) => bind(values),
  '.unpack sequence:iterable *names:string': (sequence, ...names) => {
    const wanted = names.length;
    const items = gather(wanted > 0 ? limited(sequence, wanted + 1) : sequence);
    if (wanted === 0) {
      return bind(items);
    }
    return items.length === wanted
      ? bind(
          [],
          names.map((name, i) => [name, items[i] as Value]),
        )
      : fail('value_error', `${wanted} values are needed, not ${items.length}`);
  },
  'def name:string func:lambda': (name, func) => {
    const bindings = bind([]);
    // The body sees the function itself, so that it may recur.
    const call: Callable['call'] = ({ positional, named }) => deeper(() => func(positional, named, bindings.locals), 2);
    bindings.locals.set(definedKey(name), new Callable('a function', call));
    return bindings;
  },
  '.assert obj:any condition:lambda message=:string': (value, condition, message = 'the assertion failed') =>
    holds(condition, value) ? value : fail('assertion', message),
  'call name:string args:list kwargs:dict': (name, args, kwargs) => {
    const overloads = TABLE.get(name) ?? fail('unknown_function', `there is no function '${name}'`, { variable: name });
    const given = [
      ...args.map((value) => ({ value: () => value })),
      ...pairsOf(kwargs).map(([key, value]) => ({ name: String(key), source: () => key, value: () => value })),
    ];
    return dispatcher(name, overloads, given)();
  },
  'json s:any': (text) => readJson(stringOf(text)),
  'zip **options:any *lists:any': (options, ...lists) => zipLists(lists, options.get('pad') ?? null),
  uuid: newUuid,
});
