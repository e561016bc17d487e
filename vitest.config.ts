import { cloudflareTest } from '@cloudflare/vitest-plugin';
import { defineConfig } from 'vitest/config';
import { ECHO_SHOP } from './test/support/echo-shop.ts';

/** Three rings: plain Node, real workerd, and a real server. */
export default defineConfig({
  test: {
    projects: [
      {
        test: {
          name: 'unit',
          include: ['test/**/*.test.ts'],
          exclude: ['test/workerd/**', 'test/server/**', 'test/cli/start.test.ts', 'test/registry/sqld.test.ts'],
          testTimeout: 30_000,
        },
      },
      {
        plugins: [
          cloudflareTest({
            wrangler: { configPath: './wrangler.toml' },
            miniflare: {
              bindings: { OSTINATO_EGRESS_ALLOW: 'loopback', OSTINATO_KEY: 'k1:a key of the tests' },
              // Another Worker, bound as those are that workflows may call.
              serviceBindings: { SERVICE_ECHO_SHOP: 'echo-shop', SHOP: 'echo-shop' },
              workers: [{ name: 'echo-shop', modules: true, script: ECHO_SHOP }],
            },
          }),
        ],
        test: {
          name: 'workerd',
          include: ['test/workerd/**/*.test.ts'],
          globalSetup: ['test/support/endpoints-setup.ts'],
          testTimeout: 60_000,
        },
      },
      {
        plugins: [cloudflareTest({ wrangler: { configPath: './wrangler.toml' } })],
        test: { name: 'bench', include: ['bench/workerd/*.test.ts'], testTimeout: 120_000 },
      },
      {
        test: { name: 'sqld', include: ['test/registry/sqld.test.ts'], testTimeout: 60_000 },
      },
      {
        test: {
          name: 'server',
          include: ['test/server/**/*.test.ts', 'test/cli/start.test.ts'],
          testTimeout: 180_000,
          hookTimeout: 120_000,
          fileParallelism: false,
        },
      },
    ],
  },
});
