import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { loadTrigger } from '../../src/trigger/definition/load-trigger.ts';
import { ScheduleTables, TriggerTable, WebhookTables } from '../../src/trigger/definition/tables.ts';

const PAGE = readFileSync(join(import.meta.dirname, '../../docs/triggers.md'), 'utf8');
const examples = [...PAGE.matchAll(/```yaml\n([\s\S]*?)```/g)].map(([, yaml = '']) => yaml);

test('the page has examples of both types', () => {
  const types = examples.map((yaml) => loadTrigger(yaml, 'examples.t').trigger?.type);
  expect(new Set(types)).toEqual(new Set(['webhook', 'schedule']));
});

test.each(examples)('the example is right: %j', (yaml) => {
  expect(loadTrigger(yaml, 'examples.t').findings).toEqual([]);
});

test('every key has a word on the page', () => {
  const tables = [TriggerTable, ...Object.values(WebhookTables), ...Object.values(ScheduleTables)];
  const keys = new Set(tables.flatMap(({ entries }) => Object.keys(entries)));
  expect([...keys].filter((key) => !PAGE.includes(`\`${key}`))).toEqual([]);
});
