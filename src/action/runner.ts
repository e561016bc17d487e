import type { Runner } from '../host/ports.ts';
import { type Action, type ActionPorts, failed } from './action.ts';
import { ask } from './ask.ts';
import { http, webhook } from './http.ts';
import { echo, fail, log, noop } from './local.ts';
import { respond } from './respond.ts';
import { sleep } from './sleep.ts';
import { wait } from './wait.ts';

/** Every action of the pack `core`, by ref. */
export const CORE_ACTIONS: ReadonlyMap<string, Action> = new Map(
  [noop, log, echo, fail, sleep, http, webhook, wait, ask, respond].map((action) => [action.ref, action]),
);

/** Runs calls by the ref of their action. */
export function createRunner(ports: ActionPorts): Runner {
  return {
    run(call, signal) {
      const action = CORE_ACTIONS.get(call.action);
      return action === undefined
        ? failed({ code: 'unknown_action', message: `there is no action "${call.action}"`, kind: 'action' })
        : action.run(call, ports, signal);
    },
  };
}
