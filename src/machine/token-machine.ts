import { type AnyActorScope, type AnyMachineSnapshot, createActor, createMachine } from 'xstate';
import type { MachineConfig } from './configuration.ts';
import { remembered } from './remembered.ts';

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
  /**
   * One pure XState transition from the snapshot of a state: the same as `transition` of XState answers. Whatever the
   * guards are answered, it is taken once and then known.
   */
  step(value: string, event: TokenEvent): Move;
}

/**
 * A scope in which nothing is executed: actions are only told. XState's own `transition` makes one, with an actor that
 * is never started, for every step; this one serves all steps of a machine, which neither spawns nor sends.
 */
function inertScope(machine: ReturnType<typeof createMachine>, told: TokenAction[]): AnyActorScope {
  const self = createActor(machine);
  const nothing = () => undefined;
  return {
    ...{ self, system: self.system, id: '', sessionId: '', logger: nothing },
    ...{ defer: nothing, stopChild: nothing, emit: nothing },
    actionExecutor: ({ type, params }) => told.push(toAction(type, params)),
  } as AnyActorScope;
}

/** A token's snapshot has an empty context, so its state value is all of it and snapshots can be shared. */
export function createTokenMachine(config: MachineConfig): TokenMachine {
  const machine = createMachine(config as never, { guards: GUARDS as never });
  const told: TokenAction[] = [];
  const scope = inertScope(machine, told);
  const snapshots = new Map<string, AnyMachineSnapshot>();
  const snapshotAt = (value: string): AnyMachineSnapshot => {
    const known = snapshots.get(value) ?? (machine.resolveState({ value } as never) as AnyMachineSnapshot);
    snapshots.set(value, known);
    return known;
  };
  const take = (value: string, event: TokenEvent): Move => {
    told.length = 0;
    const next = machine.transition(snapshotAt(value) as never, event as never, scope) as AnyMachineSnapshot;
    const to = String(next.value);
    if (next.status === 'active' && !snapshots.has(to)) {
      snapshots.set(to, next);
    }
    return { value: to, final: next.status === 'done', actions: [...told] };
  };
  return { config, step: remembered(take) };
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

function toAction(type: string, params: unknown): TokenAction {
  const index = (params as Partial<TransitionParams> | undefined)?.transition;
  return { type, transition: index ?? null };
}
