import type { Move } from '../machine/token-machine.ts';
import type { TokenRow, Trigger } from '../projection/rows.ts';
import type { Names } from './scopes.ts';
import { isEmpty, link } from './scopes.ts';
import type { Turn } from './turn.ts';

export function tokenRow(turn: Turn, token: string): TokenRow {
  const row = turn.state.get('token', token);
  if (row === undefined) {
    throw new Error(`token ${token} is not live`);
  }
  return row;
}

/** A new link below `parent`, or `parent` itself when no name is set. */
export function extendScope(turn: Turn, parent: string | null, names: Names): string {
  if (parent !== null && isEmpty(names)) {
    return parent;
  }
  const scope = String(turn.execution.scopes);
  turn.change({ type: 'scope.extended', scope, ...link(turn.state, parent, names) });
  return scope;
}

/** A token at the machine's start. */
export function createToken(turn: Turn, scope: string): string {
  const token = String(turn.execution.tokens);
  turn.change({ type: 'token.created', token, value: 'start', scope });
  return token;
}

/** A further token where another stands. */
export function copyToken(turn: Turn, from: string): string {
  const token = String(turn.execution.tokens);
  turn.change({ type: 'token.copied', token, from });
  touch(turn, tokenRow(turn, token));
  return token;
}

/** How a token comes to a state. `held`: it may not start anything there for now. */
export interface Step {
  readonly scope: string;
  readonly held?: boolean;
  readonly trigger: Trigger | null;
}

/** Puts a token into the state the machine answered. */
export function moveToken(turn: Turn, token: string, move: Move, { scope, held = false, trigger }: Step): void {
  const row = tokenRow(turn, token);
  touch(turn, row);
  turn.change({ type: 'token.moved', token, from: row.value, to: move.value, scope, held, trigger });
}

/** Ends a token in a final state. `final`: what it published counts in the final scope. */
export function endToken(turn: Turn, token: string, move: Move, scope: string, final = true): void {
  if (!move.final) {
    throw new Error(`the machine does not end a token at "${move.value}"`);
  }
  const row = tokenRow(turn, token);
  touch(turn, row);
  turn.change({ type: 'token.ended', token, from: row.value, to: move.value, scope, final });
}

/** Groups in which a token moved: joins below them may be complete now, or nobody may need them any more. */
export function touch(turn: Turn, { markers }: TokenRow): void {
  for (const marker of markers) {
    turn.touchedGroups.add(marker);
  }
}
