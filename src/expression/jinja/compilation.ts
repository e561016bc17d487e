import { nearest } from '../../problem/suggest.ts';
import { fail } from '../error.ts';
import type { Dialect } from '../language.ts';

/** What is known while a text is compiled. */
export interface Compilation {
  /** Names that blocks of this text bind: loop variables, `set`, macros and their parameters. */
  readonly bound: ReadonlySet<string>;
  readonly dialect: Dialect;
  /** Marks text of a raw block, so that it is not evaluated when the result is. */
  protect(text: string): string;
}

/** Refuses a name that is not in a table, with the nearest one that is. */
export function unknown(
  kind: 'unknown_function' | 'unknown_filter',
  what: string,
  name: string,
  known: Iterable<string>,
  offset: number,
): never {
  const guess = nearest(name, known);
  const hint = guess === undefined ? '' : `; did you mean '${guess}'?`;
  return fail(kind, `there is no ${what} '${name}'${hint}`, { offset, variable: name });
}
