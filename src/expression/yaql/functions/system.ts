import { entriesOf } from '../../core/dictionary.ts';
import type { Env } from '../../core/env.ts';
import { readJson } from '../../core/json-text.ts';
import { refuseSealed } from '../../core/seal.ts';
import { describe, type Value } from '../../core/value.ts';
import { fail } from '../../error.ts';
import { newUuid, zipLists } from '../../standard.ts';
import { Bindings, Defined, definedKey, localsOf } from '../lambda.ts';
import { dispatcher, eager, type Overload } from '../overloads.ts';
import { holds } from './branching.ts';
import { functionOverloads } from './table.ts';

function bind(env: Env, values: readonly Value[], names?: Iterable<readonly [string, Value]>): Bindings {
  return new Bindings(localsOf(env.locals, values, names));
}

export const SYSTEM: readonly Overload[] = [
  eager('let **names:any *values:any', (env, names, ...values) => bind(env, values, names)),
  eager('with *values:any', (env, ...values) => bind(env, values)),
  eager('.unpack sequence:iterable *names:string', (env, sequence, ...names) => {
    const items: Value[] = [];
    for (const item of sequence) {
      env.meter.items(1);
      items.push(item);
      if (names.length > 0 && items.length > names.length) {
        break;
      }
    }
    if (names.length > 0 && items.length !== names.length) {
      fail('value_error', `${items.length} items cannot be unpacked into ${names.length} names`);
    }
    return names.length === 0
      ? bind(env, items)
      : bind(
          env,
          [],
          names.map((name, i) => [name, items[i] as Value]),
        );
  }),
  eager('def name:string func:lambda', (env, name, func) => {
    const bindings = bind(env, []);
    // The body sees the function itself, so that it may recur.
    bindings.locals.set(definedKey(name), new Defined((args, names) => func(args, names, bindings.locals)));
    return bindings;
  }),
  eager('.assert obj:any condition:lambda message=:string', (_, value, condition, message = 'the assertion failed') =>
    holds(condition, value) ? value : fail('assertion', message),
  ),
  eager('call name:string args:list kwargs:dict', (env, name, args, kwargs) => {
    const overloads = functionOverloads(name);
    if (overloads.length === 0) {
      fail('unknown_function', `there is no function '${name}'`, { variable: name });
    }
    const given = [
      ...args.map((value) => ({ value: () => value })),
      ...entriesOf(kwargs, env).map(([key, value]) => ({ name: String(key), source: () => key, value: () => value })),
    ];
    return dispatcher(name, overloads, given)(env);
  }),
  eager('json s:any', (env, text) => {
    refuseSealed(text);
    return typeof text === 'string'
      ? readJson(text, env)
      : fail('type_error', `JSON is read from a string, not ${describe(text)}`);
  }),
  eager('zip **options:any *lists:any', (env, options, ...lists) => zipLists(lists, options.get('pad') ?? null, env)),
  eager('uuid', newUuid),
];
