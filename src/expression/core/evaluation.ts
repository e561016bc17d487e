import type { Scope } from '../scope.ts';
import { Locals } from './locals.ts';
import type { Value } from './value.ts';

/** A part of an expression, compiled: it runs in the evaluation under way. */
export type Evaluate = () => Value;

/**
 * How values look inside text: as Python writes them (`True`, `None`), as JSON does, or as YAQL's `str` writes them,
 * which is as Python but with tuples for lists.
 */
export type TextStyle = 'python' | 'json' | 'tuples';

/** What the evaluation under way sees, and how it writes. An evaluation never waits, so there is one at a time. */
export let scope: Scope;
export let style: TextStyle = 'json';
export let locals = new Locals();

/** Evaluates in a scope and a style; what goes on around it then goes on with its own. */
export function within<T>(ownScope: Scope, ownStyle: TextStyle, ownLocals: Locals, work: () => T): T {
  const [outerScope, outerStyle, outerLocals] = [scope, style, locals];
  scope = ownScope;
  style = ownStyle;
  locals = ownLocals;
  try {
    return work();
  } finally {
    scope = outerScope;
    style = outerStyle;
    locals = outerLocals;
  }
}

/** Does some work where other names are bound. */
export function withLocals<T>(own: Locals, work: () => T): T {
  const outer = locals;
  locals = own;
  try {
    return work();
  } finally {
    locals = outer;
  }
}
