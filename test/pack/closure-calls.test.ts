import { afterAll, beforeAll, expect, test } from 'vitest';
import { loadDefinition } from '../../src/definition/load-definition.ts';
import { closureOf } from '../../src/pack/closure.ts';
import { registerPack } from '../../src/pack/register-pack.ts';
import { fileStore, type OpenStore, openRegistry } from '../registry/stores.ts';

let open: OpenStore;
beforeAll(async () => {
  open = await openRegistry(fileStore);
});
afterAll(() => open.close());

const PAY = `timeout: PT5S
delivery: at_most_once
call: {kind: http, method: POST, url: "https://example.com/pay"}
`;
const PLAIN = 'call: {kind: webhook, url: "https://example.com/ask", fail_when: "{{ body.no }}"}\n';

test('what an action of a pack says about its calls goes into the closure', async () => {
  const files = [
    { path: 'actions/pay.yaml', content: PAY },
    { path: 'actions/plain.yaml', content: PLAIN },
  ];
  const options = { update: true, skipInvalid: false, dryRun: false, now: 1 };
  await registerPack(open.db, { ref: 'shop', label: 'Shop' }, files, options);
  const yaml = 'tasks: [{name: a, action: shop.pay}, {name: b, action: shop.plain}]';
  const { definition } = loadDefinition(yaml, { ref: 'shop.flow', pack: 'shop' });
  expect(definition).not.toBeNull();
  const { actions } = await closureOf(open.db, definition ?? (Promise.reject(new Error('no definition')) as never));
  expect(actions['shop.pay']).toMatchObject({
    ...{ kind: 'http', timeout: 'PT5S' },
    call: { method: 'POST', url: 'https://example.com/pay', delivery: 'at_most_once' },
  });
  expect(actions['shop.plain']).toMatchObject({ kind: 'webhook', call: { fail_when: '{{ body.no }}' } });
  expect(actions['shop.plain']).not.toHaveProperty('timeout');
  expect(actions['shop.plain']?.call).not.toHaveProperty('delivery');
});
