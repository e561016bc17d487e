import type { Arguments } from '../ast.ts';
import { type Compilation, compileNode } from '../closures.ts';
import { type CallArguments, NO_ARGUMENTS } from '../core/callable.ts';
import type { Value } from '../core/value.ts';

/** Compiles the arguments of a call, a filter or a test. */
export function compileArguments(given: Arguments, compilation: Compilation): () => CallArguments {
  const positional = given.positional.map((node) => compileNode(node, compilation));
  const named = given.named.map(({ name, value }) => [name, compileNode(value, compilation)] as const);
  return () => ({
    positional: positional.map((value) => value()),
    named:
      named.length === 0 ? NO_ARGUMENTS.named : new Map(named.map(([name, value]): [string, Value] => [name, value()])),
  });
}
