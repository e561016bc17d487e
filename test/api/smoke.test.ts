import { afterAll, beforeAll, expect, test } from 'vitest';
import { dataOf } from './support/answers.ts';
import { startApi, type TestApi } from './support/start-api.ts';
import { HELLO } from './support/workflows.ts';

let api: TestApi;
beforeAll(async () => {
  api = await startApi();
});
afterAll(() => api.close());

test('a workflow is registered and started', async () => {
  const made = await dataOf(await api.send('POST', '/api/v1/workflows', { yaml: HELLO }), 201);
  console.log(made);
  const r = await api.send('POST', '/api/v1/workflows/examples.hello/executions', {
    json: { input: { name: 'A', token: 's' } },
  });
  const started = await dataOf(r, 202);
  console.log(started, r.headers);
  console.log(await dataOf(await api.send('GET', `/api/v1/executions/${started.id}`)));
  console.log(await (await api.send('GET', `/api/v1/executions`)).json());
  console.log(
    JSON.stringify(await dataOf(await api.send('GET', `/api/v1/workflows/examples.hello/graph`)), null, 1),
  );
  console.log(
    JSON.stringify(await dataOf(await api.send('GET', `/api/v1/workflows/examples.hello`)), null, 1),
  );
});
