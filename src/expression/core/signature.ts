import { Fault, fail } from '../error.ts';
import type { CallArguments } from './callable.ts';
import type { Env } from './env.ts';
import { defined } from './undefined.ts';
import type { Value } from './value.ts';

/** Arguments in the order of the parameters; those not given are undefined. */
export type Bound = readonly (Value | undefined)[];

/** A filter, test, method or function with named parameters. */
export interface Operation {
  readonly parameters: readonly string[];
  /** How many of the parameters must be given. */
  readonly required: number;
  readonly run: (input: Value, given: Bound, env: Env) => Value;
  /** Takes undefined input, e.g. `default`. */
  readonly lenient?: boolean;
}

/** One that takes any arguments and sorts them out itself. */
export interface FreeOperation {
  readonly parameters: null;
  readonly run: (input: Value, given: CallArguments, env: Env) => Value;
  readonly lenient?: boolean;
}

export type AnyOperation = Operation | FreeOperation;

/** `operation('old new count?', run)`: names in order, optional ones marked. */
export function operation(parameters: string, run: Operation['run'], lenient = false): Operation {
  const names = parameters === '' ? [] : parameters.split(' ');
  return {
    parameters: names.map((name) => name.replace('?', '')),
    required: names.filter((name) => !name.endsWith('?')).length,
    run,
    lenient,
  };
}

export function freeOperation(run: FreeOperation['run'], lenient = false): FreeOperation {
  return { parameters: null, run, lenient };
}

/** Runs an operation on its input with the arguments of a call. */
export function perform(name: string, what: AnyOperation, input: Value, given: CallArguments, env: Env): Value {
  for (const value of given.positional) {
    defined(value);
  }
  try {
    return what.parameters === null ? what.run(input, given, env) : what.run(input, bind(what, given), env);
  } catch (thrown) {
    throw withName(name, thrown);
  }
}

/** Messages about arguments and input leave out what they are given to; it is put in front here. */
function withName(name: string, thrown: unknown): unknown {
  return thrown instanceof Fault && NAMED.has(thrown.kind)
    ? new Fault(thrown.kind, `${name}: ${thrown.message}`, thrown)
    : thrown;
}

const NAMED: ReadonlySet<string> = new Set(['type_error', 'value_error']);

function bind({ parameters, required }: Operation, given: CallArguments): Bound {
  const { positional, named } = given;
  if (positional.length > parameters.length) {
    fail('type_error', `at most ${parameters.length} arguments are taken, not ${positional.length}`);
  }
  const bound: (Value | undefined)[] = [...positional];
  for (const [key, value] of named) {
    const index = parameters.indexOf(key);
    if (index === -1) {
      fail('type_error', `there is no argument '${key}'`);
    }
    if (index < positional.length) {
      fail('type_error', `the argument '${key}' is given twice`);
    }
    bound[index] = defined(value);
  }
  for (let i = 0; i < required; i++) {
    if (bound[i] === undefined) {
      fail('type_error', `the argument '${parameters[i] ?? ''}' is missing`);
    }
  }
  return bound;
}
