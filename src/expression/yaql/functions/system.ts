import { entriesOf } from '../../core/dictionary.ts';
import { type Env, Locals } from '../../core/env.ts';
import { readJson } from '../../core/json-text.ts';
import { refuseSealed } from '../../core/seal.ts';
import { describe, isMapping, type Value } from '../../core/value.ts';
import { fail } from '../../error.ts';
import { newUuid, zipLists } from '../../standard.ts';
import { Bindings, Defined, definedKey } from '../lambda.ts';
import { itemsIn } from '../operators.ts';
import { asFunction, asMethod, Dispatcher, type Entry } from '../overloads.ts';
import { type Given, holdsIn, lambdaOf, listIn, textIn, valueIn } from '../parameters.ts';
import { functionOverloads } from './table.ts';

function bind(env: Env, values: readonly Given[], names: Iterable<readonly [string, Value]> = []): Bindings {
  const locals = new Locals(env.locals, values.map(valueIn));
  for (const [name, value] of names) {
    locals.set(`$${name}`, value);
  }
  return new Bindings(locals);
}

function unpack(given: readonly Given[], env: Env): Value {
  const [collection, ...names] = given;
  const items: Value[] = [];
  for (const item of itemsIn(collection, env)) {
    env.meter.items(1);
    items.push(item);
    if (names.length > 0 && items.length > names.length) {
      break;
    }
  }
  if (names.length === 0) {
    return bind(env, items);
  }
  if (items.length !== names.length) {
    fail('value_error', `${items.length} items cannot be unpacked into ${names.length} names`);
  }
  return bind(
    env,
    [],
    names.map((name, i) => [textIn(name), items[i] ?? null] as const),
  );
}

function define([name, body]: readonly Given[], env: Env): Value {
  const lambda = lambdaOf(body);
  const bindings = bind(env, []);
  if (lambda !== undefined) {
    // The body sees the function itself, so that it may recur.
    bindings.locals.set(definedKey(textIn(name)), new Defined(lambda.within(bindings.locals)));
  }
  return bindings;
}

function assertThat([value, condition, message]: readonly Given[]): Value {
  const subject = valueIn(value);
  if (!holdsIn(condition, subject)) {
    fail('assertion', message === undefined ? 'the assertion failed' : textIn(message));
  }
  return subject;
}

/** `call(name, args, kwargs)`: a function whose name is computed. */
function callByName([name, args, named]: readonly Given[], env: Env): Value {
  const target = textIn(name);
  const overloads = functionOverloads(target);
  if (overloads.length === 0) {
    fail('unknown_function', `there is no function '${target}'`, { variable: target });
  }
  const dict = valueIn(named);
  const entries = isMapping(dict) ? entriesOf(dict, env) : [];
  const constant = (value: Value) => ({
    lambda: () => fail('no_matching_overload', `${target}() cannot be called by name`),
    evaluate: () => value,
  });
  const given = [
    ...listIn(args).map((value) => ({ kind: 'value', ...constant(value) }) as const),
    ...entries.map(
      ([key, value]) =>
        ({ kind: 'rule', name: textIn(key), source: constant(key).lambda, ...constant(value) }) as const,
    ),
  ];
  return new Dispatcher(target, overloads, given, false).call(undefined, env);
}

function parseJson([text]: readonly Given[], env: Env): Value {
  const value = valueIn(text);
  refuseSealed(value);
  return typeof value === 'string'
    ? readJson(value, env)
    : fail('type_error', `JSON is read from a string, not ${describe(value)}`);
}

/** Names, functions and what the engine offers in both languages. */
export const SYSTEM: readonly Entry[] = [
  asFunction('let *values:any **names:any', (values, env, names) => bind(env, values, names)),
  asFunction('with *values:any', (values, env) => bind(env, values)),
  asMethod('unpack sequence:iterable *names:string', unpack),
  asFunction('def name:string func:lambda', define),
  asMethod('assert obj:any condition:lambda message=:string', assertThat),
  asFunction('call name:string args:list kwargs:dict', callByName),
  asFunction('json s:any', parseJson),
  asFunction('zip *lists:any **options:any', (lists, env, options) =>
    zipLists(lists.map(valueIn), options.get('pad') ?? null, env),
  ),
  asFunction('uuid', (_, env) => newUuid(env)),
];
