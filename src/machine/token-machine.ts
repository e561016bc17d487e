import { type AnyMachineSnapshot, createMachine, transition } from 'xstate';
import type { MachineConfig } from './configuration.ts';

/** What the conductor tells a token. `holds` evaluates a transition's condition; it is asked at most once each. */
export type TokenEvent =
  | { readonly type: `enter.${string}` }
  | {
      readonly type: 'completed' | `completed.${string}`;
      readonly succeeded: boolean;
      readonly holds: (transition: number) => boolean;
    }
  | { readonly type: `branch.${number}` }
  | { readonly type: 'fire' }
  | { readonly type: 'absorb' };

export interface TokenAction {
  readonly type: string;
  readonly transition: number | null;
}

/** A move of a token as the machine answers it: nothing has been executed. */
export interface Move {
  readonly value: string;
  readonly final: boolean;
  readonly actions: readonly TokenAction[];
}

export interface TokenMachine {
  readonly config: MachineConfig;
  /** One pure XState transition from the snapshot of a state. */
  step(value: string, event: TokenEvent): Move;
}

/** A token's snapshot has an empty context, so its state value is all of it and snapshots can be shared. */
export function createTokenMachine(config: MachineConfig): TokenMachine {
  const machine = createMachine(config as never, { guards: GUARDS as never });
  const snapshots = new Map<string, AnyMachineSnapshot>();
  const snapshotAt = (value: string): AnyMachineSnapshot => {
    const known = snapshots.get(value) ?? (machine.resolveState({ value } as never) as AnyMachineSnapshot);
    snapshots.set(value, known);
    return known;
  };
  return {
    config,
    step(value, event) {
      const [next, actions] = transition(machine, snapshotAt(value) as never, event as never) as unknown as [
        AnyMachineSnapshot,
        readonly { type: string; params?: unknown }[],
      ];
      const to = String(next.value);
      if (next.status === 'active' && !snapshots.has(to)) {
        snapshots.set(to, next);
      }
      return { value: to, final: next.status === 'done', actions: actions.map(toAction) };
    },
  };
}

type Completed = Extract<TokenEvent, { succeeded: boolean }>;
interface GuardArgs {
  readonly event: Completed;
}
interface TransitionParams {
  readonly transition: number;
}

const GUARDS = {
  when: ({ event }: GuardArgs, { transition: index }: TransitionParams) => event.holds(index),
  whenSucceeded: ({ event }: GuardArgs, { transition: index }: TransitionParams) =>
    event.succeeded && event.holds(index),
  succeeded: ({ event }: GuardArgs) => event.succeeded,
};

function toAction({ type, params }: { type: string; params?: unknown }): TokenAction {
  const index = (params as Partial<TransitionParams> | undefined)?.transition;
  return { type, transition: index ?? null };
}
