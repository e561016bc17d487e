import { callerSecret } from '../host/caller-secret.ts';
import { EgressRefused } from '../host/egress/egress-error.ts';
import type { Caller, Clock, Egress, EgressResponse } from '../host/ports.ts';
import { type BoxKey, open } from '../host/secret-box.ts';
import { signBody } from './sign-body.ts';

const TIMEOUT_MS = 10_000;
/** The receiver wants to hear nothing more. */
const GONE = 410;

/** Tells ends of executions to addresses outside, signed by every key there is, so that keys can be replaced. */
export function outsideCaller(egress: Egress, keys: readonly BoxKey[], clock: Clock): Caller {
  return {
    async tell({ execution, caller, body }) {
      const slash = caller.indexOf('/');
      const url = await open(keys, caller.slice(0, slash), caller.slice(slash + 1));
      const headers = await signed(keys, execution, clock.now(), body);
      const status = await send(egress, url, headers, body);
      if (status !== GONE && (status < 200 || status >= 300)) {
        throw new Error(`the caller answered ${status}`);
      }
    },
  };
}

async function signed(keys: readonly BoxKey[], id: string, now: number, body: string) {
  const all = await Promise.all(keys.map(async ({ secret }) => signBody(await callerSecret(secret), id, now, body)));
  const signatures = all.map((each) => each['webhook-signature'] ?? '');
  return { ...all[0], 'webhook-signature': signatures.join(' '), 'content-type': 'application/json' };
}

/** An address that may not be called never will be: there is nobody to tell. */
async function send(
  egress: Egress,
  url: string,
  headers: Readonly<Record<string, string>>,
  body: string,
): Promise<EgressResponse['status']> {
  const signal = AbortSignal.timeout(TIMEOUT_MS);
  try {
    return (await egress.fetch({ url, method: 'POST', headers, body, followRedirects: false, signal })).status;
  } catch (thrown) {
    if (thrown instanceof EgressRefused) {
      return GONE;
    }
    throw thrown;
  }
}
