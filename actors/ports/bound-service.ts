import { bindingPart } from '../../src/action/http-request.ts';
import { createEgress } from '../../src/host/egress/create-egress.ts';
import type { Egress } from '../../src/host/ports.ts';
import type { Env } from '../env.ts';

/** Only bindings of these names can be called: whoever binds a Worker so says that workflows may. */
const PREFIX = 'SERVICE_';

/** The way to another Worker, by the binding `SERVICE_<NAME>`; undefined when there is none. */
export function boundService(env: Env, name: string): Egress | undefined {
  const binding: unknown = Reflect.get(env, `${PREFIX}${bindingPart(name)}`);
  return isFetcher(binding)
    ? createEgress({ allow: ['*'], fetch: (url, init) => binding.fetch(url, init) })
    : undefined;
}

function isFetcher(binding: unknown): binding is Fetcher {
  return typeof binding === 'object' && binding !== null && 'fetch' in binding && typeof binding.fetch === 'function';
}
