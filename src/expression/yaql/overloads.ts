import type { Env } from '../core/env.ts';
import { sealed } from '../core/seal.ts';
import { describe, type Value } from '../core/value.ts';
import { fail } from '../error.ts';
import { Lambda, Rule } from './lambda.ts';
import { fits, type Given, type Parameter, parameters } from './parameters.ts';

/** How a function may be called: `f(x)`, `x.f()`, or both. */
export type Kind = 'function' | 'method' | 'both';

/** One form of a function: what it takes and what it does. */
export interface Overload {
  readonly kind: Kind;
  readonly parameters: readonly Parameter[];
  readonly run: (args: readonly Given[], env: Env) => Value;
}

export type Entry = readonly [name: string, overload: Overload];

/** An entry of a function table. */
export function entry(kind: Kind, name: string, spec: string, run: Overload['run']): Entry {
  return [name, { kind, parameters: parameters(spec), run }];
}

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

/** Which argument goes to which parameter. Lists are for a parameter that takes the rest. */
type Assignment = readonly (CallArgument | { readonly kind: 'receiver' } | undefined)[];

interface Candidate {
  readonly overload: Overload;
  readonly assignment: Assignment;
}

type Slot = CallArgument | { readonly kind: 'receiver' };

/** Chooses among the forms of a function by what is given, as compiled code that runs with each call. */
export class Dispatcher {
  readonly #name: string;
  readonly #candidates: readonly Candidate[];
  readonly #slots: readonly Slot[];

  constructor(name: string, overloads: readonly Overload[], args: readonly CallArgument[], method: boolean) {
    this.#name = name;
    this.#slots = method ? [{ kind: 'receiver' }, ...args] : args;
    this.#candidates = overloads.flatMap((overload) => {
      const assignment = assign(overload.parameters, this.#slots);
      return assignment === undefined ? [] : [{ overload, assignment }];
    });
  }

  call(receiver: Value | undefined, env: Env): Value {
    const evaluated = new Map<Slot, Value>();
    for (const { overload, assignment } of this.#candidates) {
      const args = given(overload.parameters, assignment, receiver, evaluated, env);
      if (args !== undefined) {
        return overload.run(args, env);
      }
    }
    return this.#refuse(receiver, evaluated, env);
  }

  #refuse(receiver: Value | undefined, evaluated: ReadonlyMap<Slot, Value>, env: Env): never {
    // Errors inside of the arguments come first, as if they had been evaluated before the choice.
    const values = this.#slots.flatMap((slot): Value[] => {
      if (slot.kind === 'receiver') {
        return receiver === undefined ? [] : [receiver];
      }
      if (slot.kind === 'missing') {
        return [];
      }
      const known = evaluated.get(slot);
      return known === undefined ? (this.#candidates.length > 0 ? [] : [slot.evaluate(env)]) : [known];
    });
    if (values.some((value) => sealed(value))) {
      fail('sealed_value_used', `a sealed value cannot be given to ${this.#name}()`);
    }
    const kinds = values.map(describe).join(', ');
    return fail('no_matching_overload', `${this.#name}() does not take ${kinds === '' ? 'these arguments' : kinds}`);
  }
}

/** Assigns arguments to parameters by position and name; undefined when they cannot be. */
function assign(all: readonly Parameter[], slots: readonly Slot[]): Assignment | undefined {
  const takesRules = all.some(({ type }) => type === 'rule');
  const byName = new Map<string, Slot>();
  const positional: Slot[] = [];
  for (const slot of slots) {
    if (slot.kind === 'rule' && !takesRules) {
      if (slot.name === undefined || byName.has(slot.name)) {
        return undefined;
      }
      byName.set(slot.name, slot);
    } else {
      positional.push(slot);
    }
  }
  return place(all, positional, byName);
}

function place(all: readonly Parameter[], positional: readonly Slot[], byName: Map<string, Slot>): Assignment | undefined {
  const assignment: (Slot | undefined)[] = [];
  let next = 0;
  for (const { name, rest, named, optional } of all) {
    if (rest) {
      assignment.push(...positional.slice(next));
      next = positional.length;
      continue;
    }
    if (named) {
      assignment.push(...byName.values());
      byName.clear();
      continue;
    }
    const slot = next < positional.length ? positional[next++] : byName.get(name);
    if (slot === byName.get(name)) {
      byName.delete(name);
    }
    if ((slot === undefined || slot.kind === 'missing') && !optional) {
      return undefined;
    }
    assignment.push(slot?.kind === 'missing' ? undefined : slot);
  }
  return next === positional.length && byName.size === 0 ? assignment : undefined;
}

/** The arguments as a form takes them, or undefined when one does not fit. */
function given(
  all: readonly Parameter[],
  assignment: Assignment,
  receiver: Value | undefined,
  evaluated: Map<Slot, Value>,
  env: Env,
): readonly Given[] | undefined {
  const args: Given[] = [];
  for (const [i, slot] of assignment.entries()) {
    const parameter = all[Math.min(i, all.length - 1)];
    if (parameter === undefined) {
      return undefined;
    }
    const value = argument(parameter, slot, receiver, evaluated, env);
    if (!fits(parameter, value)) {
      return undefined;
    }
    args.push(value);
  }
  return args;
}

function argument(
  { type }: Parameter,
  slot: Slot | undefined,
  receiver: Value | undefined,
  evaluated: Map<Slot, Value>,
  env: Env,
): Given {
  if (slot === undefined || slot.kind === 'missing') {
    return undefined;
  }
  if (slot.kind === 'receiver') {
    return receiver;
  }
  if (type === 'rule') {
    return slot.kind === 'rule' ? new Rule(slot.source(env), slot.lambda(env)) : valueIn(slot, evaluated, env);
  }
  return type === 'lambda' ? slot.lambda(env) : valueIn(slot, evaluated, env);
}

/** Arguments are evaluated once, however many forms are tried. */
function valueIn(slot: Exclude<Slot, { kind: 'receiver' | 'missing' }>, evaluated: Map<Slot, Value>, env: Env): Value {
  const known = evaluated.get(slot);
  if (known !== undefined) {
    return known;
  }
  const value = slot.evaluate(env);
  evaluated.set(slot, value);
  return value;
}

