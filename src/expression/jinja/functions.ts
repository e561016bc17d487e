import { integerOf } from '../core/arguments.ts';
import type { CallArguments } from '../core/callable.ts';
import { dictFrom, entriesOf } from '../core/dictionary.ts';
import type { Env } from '../core/env.ts';
import { iterate } from '../core/iterate.ts';
import { readJson } from '../core/json-text.ts';
import { isMapping, tuple, type Value } from '../core/value.ts';
import { fail } from '../error.ts';
import { newUuid, nowText, zipLists } from '../standard.ts';
import { cycler, joiner, Namespace } from './objects.ts';

type GlobalFunction = (given: CallArguments, env: Env) => Value;

const MAX_RANGE = 100_000;

/** Functions that need nothing of the engine. */
export const FUNCTIONS: ReadonlyMap<string, GlobalFunction> = new Map<string, GlobalFunction>([
  ['range', ({ positional }, env) => range(positional, env)],
  ['dict', (given, env) => dict(given, env)],
  ['namespace', (given, env) => new Namespace(dict(given, env), env)],
  ['cycler', ({ positional }) => cycler(positional)],
  ['joiner', ({ positional }) => joiner(positional[0] ?? ', ')],
  ['json', (given, env) => readJson(only('json', given), env)],
  ['zip', ({ positional, named }, env) => zipLists(positional, named.get('pad') ?? null, env)],
  ['now', (_, env) => nowText(env)],
  ['uuid', (_, env) => newUuid(env)],
  ['random', (_, env) => env.scope.random()],
]);

function only(name: string, { positional }: CallArguments): Value {
  const [value, ...rest] = positional;
  return value === undefined || rest.length > 0 ? fail('type_error', `${name}() takes one argument`) : value;
}

function range(given: readonly Value[], env: Env): Value {
  if (given.length < 1 || given.length > 3) {
    fail('type_error', 'range() takes one to three integers');
  }
  const [first = 0, second, by] = given.map((value) => integerOf(value));
  const [start, stop] = second === undefined ? [0, first] : [first, second];
  const step = by ?? 1;
  if (step === 0) {
    fail('value_error', 'the step cannot be zero');
  }
  const count = Math.max(0, Math.ceil((stop - start) / step));
  if (count > MAX_RANGE) {
    fail('overflow', `range() gives at most ${MAX_RANGE} numbers`);
  }
  env.meter.items(count);
  return Array.from({ length: count }, (_, i) => start + i * step);
}

function dict({ positional, named }: CallArguments, env: Env): Value {
  const [base] = positional;
  const entries = base === undefined ? [] : isMapping(base) ? entriesOf(base, env) : pairs(base, env);
  return dictFrom([...entries, ...named], env);
}

function pairs(list: Value, env: Env): readonly (readonly [Value, Value])[] {
  return iterate(list, env).map((item) => {
    const [key, value, ...rest] = iterate(item, env);
    return key === undefined || value === undefined || rest.length > 0
      ? fail('value_error', 'dict() needs pairs of key and value')
      : (tuple(key, value) as unknown as readonly [Value, Value]);
  });
}
