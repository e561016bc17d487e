import { type CallArguments, NO_ARGUMENTS } from '../core/callable.ts';
import type { Env } from '../core/env.ts';
import type { Value } from '../core/value.ts';
import type { Arguments } from './ast.ts';
import { compileNode } from './closures.ts';
import type { Compilation } from './compilation.ts';

/** Turns the arguments of a call into a function that evaluates them. */
export function compileArguments(given: Arguments, compilation: Compilation): (env: Env) => CallArguments {
  const positional = given.positional.map((node) => compileNode(node, compilation));
  const named = given.named.map(({ name, value }) => ({ name, value: compileNode(value, compilation) }));
  if (named.length > 0) {
    return (env) => ({
      positional: positional.map((value) => value(env)),
      named: new Map(named.map(({ name, value }): [string, Value] => [name, value(env)])),
    });
  }
  if (positional.length === 0) {
    return () => NO_ARGUMENTS;
  }
  return (env) => ({ positional: positional.map((value) => value(env)), named: NO_ARGUMENTS.named });
}
