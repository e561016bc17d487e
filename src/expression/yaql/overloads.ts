import type { Env } from '../core/env.ts';
import { refuseSealed, sealed } from '../core/seal.ts';
import { describe, type Value } from '../core/value.ts';
import { fail } from '../error.ts';
import { type Lambda, Rule } from './lambda.ts';
import { fits, type Given, type Parameter, parameter, valueIn } from './parameters.ts';

/** How a function may be called: `f(x)`, `x.f()`, or both. */
export type Kind = 'function' | 'method' | 'both';

/** One form of a function: what it takes and what it does. */
export interface Overload {
  readonly kind: Kind;
  readonly parameters: readonly Parameter[];
  readonly run: (args: readonly Given[], env: Env, named: ReadonlyMap<string, Value>) => Value;
}

export type Entry = readonly [name: string, overload: Overload];

/** Makes entries of a function table: `asMethod('name parameter:type …', run)`. */
function entries(kind: Kind): (signature: string, run: Overload['run']) => Entry {
  return (signature, run) => {
    const [name = '', ...rest] = signature.split(' ');
    return [name, { kind, parameters: rest.map(parameter), run }];
  };
}

/** What is called as `name(x)`. */
export const asFunction = entries('function');

/** What is called as `x.name()`. */
export const asMethod = entries('method');

/** What is called in either way. */
export const asBoth = entries('both');

/** An argument of a call, compiled. */
export type CallArgument =
  | { readonly kind: 'value'; readonly lambda: (env: Env) => Lambda; readonly evaluate: (env: Env) => Value }
  | {
      readonly kind: 'rule';
      /** The word before the arrow, when it is one: then the rule may name a parameter. */
      readonly name: string | undefined;
      readonly source: (env: Env) => Lambda;
      readonly lambda: (env: Env) => Lambda;
      readonly evaluate: (env: Env) => Value;
    }
  | { readonly kind: 'missing' };

type Slot = CallArgument | { readonly kind: 'receiver' };
type Evaluable = Exclude<CallArgument, { readonly kind: 'missing' }>;

/** Which argument goes to which parameter. */
interface Assignment {
  readonly placed: readonly { readonly parameter: Parameter; readonly slot: Slot | undefined }[];
  /** Arguments with names of the caller's choice. */
  readonly named: ReadonlyMap<string, Evaluable>;
}

interface Candidate extends Assignment {
  readonly overload: Overload;
}

/** Chooses among the forms of a function by what is given, at each call. */
export class Dispatcher {
  readonly #name: string;
  readonly #candidates: readonly Candidate[];
  readonly #slots: readonly Slot[];
  /** Functions such as `isDict` would tell what a sealed value is. */
  readonly #tests: boolean;

  constructor(name: string, overloads: readonly Overload[], args: readonly CallArgument[], method: boolean) {
    this.#name = name;
    this.#tests = /^is[A-Z]/.test(name);
    this.#slots = method ? [{ kind: 'receiver' }, ...args] : args;
    this.#candidates = overloads.flatMap((overload) => {
      const assignment = assign(overload.parameters, this.#slots);
      return assignment === undefined ? [] : [{ overload, ...assignment }];
    });
  }

  call(receiver: Value | undefined, env: Env): Value {
    const round = new Round(receiver, env);
    for (const candidate of this.#candidates) {
      const args = round.arguments(candidate);
      if (args !== undefined && !(this.#tests && args.some(isSealedArgument))) {
        return candidate.overload.run(args, env, round.named(candidate));
      }
    }
    return this.#refuse(round, env);
  }

  #refuse(round: Round, env: Env): never {
    const values = this.#slots.flatMap((slot) => round.known(slot, this.#candidates.length === 0));
    refuseSealed(...values);
    env.meter.charge(1);
    const kinds = values.map(describe).join(', ');
    return fail('no_matching_overload', `${this.#name}() does not take ${kinds === '' ? 'these arguments' : kinds}`);
  }
}

function isSealedArgument(given: Given): boolean {
  return sealed(valueIn(given));
}

/** One call: its arguments are evaluated once, however many forms are tried. */
class Round {
  readonly #receiver: Value | undefined;
  readonly #env: Env;
  readonly #values = new Map<Slot, Value>();

  constructor(receiver: Value | undefined, env: Env) {
    this.#receiver = receiver;
    this.#env = env;
  }

  /** The arguments as a form takes them, or undefined when one does not fit. */
  arguments({ placed }: Assignment): readonly Given[] | undefined {
    const args: Given[] = [];
    for (const { parameter, slot } of placed) {
      const value = this.#argument(parameter, slot);
      if (!fits(parameter, value)) {
        return undefined;
      }
      args.push(value);
    }
    return args;
  }

  named({ named }: Assignment): ReadonlyMap<string, Value> {
    return named.size === 0 ? NONE : new Map([...named].map(([name, slot]) => [name, this.#value(slot)]));
  }

  /** The value of an argument as far as it was needed. */
  known(slot: Slot, evaluate: boolean): readonly Value[] {
    if (slot.kind === 'receiver') {
      return this.#receiver === undefined ? [] : [this.#receiver];
    }
    const value = slot.kind !== 'missing' && evaluate ? this.#value(slot) : this.#values.get(slot);
    return value === undefined ? [] : [value];
  }

  #argument({ type }: Parameter, slot: Slot | undefined): Given {
    if (slot === undefined || slot.kind === 'missing') {
      return undefined;
    }
    if (slot.kind === 'receiver') {
      return this.#receiver;
    }
    if (type === 'rule' && slot.kind === 'rule') {
      return new Rule(slot.source(this.#env), slot.lambda(this.#env));
    }
    return type === 'lambda' ? slot.lambda(this.#env) : this.#value(slot);
  }

  #value(slot: Evaluable): Value {
    const known = this.#values.get(slot);
    if (known !== undefined) {
      return known;
    }
    const value = slot.evaluate(this.#env);
    this.#values.set(slot, value);
    return value;
  }
}

const NONE: ReadonlyMap<string, Value> = new Map();

/** Assigns arguments to parameters by position and name; undefined when they cannot be. */
function assign(all: readonly Parameter[], slots: readonly Slot[]): Assignment | undefined {
  const takesRules = all.some(({ type }) => type === 'rule');
  const byName = new Map<string, Evaluable>();
  const positional: Slot[] = [];
  for (const slot of slots) {
    if (slot.kind !== 'rule' || takesRules) {
      positional.push(slot);
    } else if (slot.name === undefined || byName.has(slot.name)) {
      return undefined;
    } else {
      byName.set(slot.name, slot);
    }
  }
  return place(all, positional, byName);
}

function place(
  all: readonly Parameter[],
  positional: readonly Slot[],
  byName: Map<string, Evaluable>,
): Assignment | undefined {
  const placed: { parameter: Parameter; slot: Slot | undefined }[] = [];
  const named = new Map<string, Evaluable>();
  let next = 0;
  for (const parameter of all) {
    if (parameter.rest) {
      placed.push(...positional.slice(next).map((slot) => ({ parameter, slot })));
      next = positional.length;
    } else if (parameter.named) {
      for (const [name, slot] of byName) {
        named.set(name, slot);
      }
      byName.clear();
    } else {
      const byPosition = next < positional.length ? positional[next++] : undefined;
      const slot = byPosition ?? byName.get(parameter.name);
      if (byPosition === undefined) {
        byName.delete(parameter.name);
      }
      if ((slot === undefined || slot.kind === 'missing') && !parameter.optional) {
        return undefined;
      }
      placed.push({ parameter, slot });
    }
  }
  return next === positional.length && byName.size === 0 ? { placed, named } : undefined;
}
