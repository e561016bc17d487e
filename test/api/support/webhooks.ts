import { createHmac } from 'node:crypto';
import { dataOf } from './answers.ts';
import { startApi, type TestApi } from './start-api.ts';
import { small } from './workflows.ts';

/** A trigger as the answer to its making shows it. */
export interface Made {
  readonly name: string;
  readonly key: string;
  readonly url: string;
  readonly enabled: boolean;
}

const TAKES = small('hooks.take', 'parameters:\n  n: {type: integer}\n  by: {type: string}\n');
export const HMAC = { preset: 'hmac', secrets: ['partner'], header: 'X-Signature' };
export const sign = (body: string, secret = 'partner secret') =>
  createHmac('sha256', secret).update(body).digest('hex');

/** The API with a workflow that webhooks start, and secrets for them. */
export interface Webhooks {
  readonly api: TestApi;
  make(webhook?: object, more?: object): Promise<Made>;
  /** One delivery, signed as the partner does. */
  post(made: Pick<Made, 'key'>, body: string, headers?: Readonly<Record<string, string>>): Promise<Response>;
}

export async function startWebhooks(): Promise<Webhooks> {
  const api = await startApi();
  await api.send('PUT', '/api/v1/workflows/hooks.take', { yaml: TAKES });
  await api.send('PUT', '/api/v1/secrets/partner', { json: { value: 'partner secret' } });
  await api.send('PUT', '/api/v1/secrets/github', { json: { value: 'github secret' } });
  let count = 0;
  return {
    api,
    async make(webhook = HMAC, more = {}) {
      const json = { name: `hooks.t${++count}`, workflow: 'hooks.take', type: 'webhook', webhook, ...more };
      return dataOf<Made>(await api.send('POST', '/api/v1/triggers', { json }), 201);
    },
    post({ key }, body, headers = {}) {
      const all = { 'content-type': 'application/json', 'x-signature': sign(body), ...headers };
      return api.send('POST', `/hooks/${key}`, { token: null, body, headers: all });
    },
  };
}
