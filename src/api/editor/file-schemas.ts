import { workflowSchema } from '../../definition/schema/editor-schema.ts';
import { ManifestTable } from '../../pack/manifest.ts';
import { ActionTable, CallTables } from '../../pack/pack-action.ts';
import { ExpectTable, MockErrorTable, MockTable, SignalTable, TestTable } from '../../pack/pack-test.ts';
import { ScheduleTables, TriggerTable, WebhookTables } from '../../trigger/definition/tables.ts';
import { isObject, type Json, type JsonObject } from '../../value/json.ts';
import { DESCRIPTIONS } from './descriptions.ts';
import { tableSchema } from './table-schema.ts';

/** Kind of file → its JSON Schema (2020-12), from the tables that the files are read with. */
export const FILE_SCHEMAS: Readonly<Record<string, () => JsonObject>> = {
  workflow: workflowSchema,
  pack: packSchema,
  action: actionSchema,
  trigger: triggerSchema,
  test: testSchema,
};

function packSchema(): JsonObject {
  return whole('Ostinato pack', tableSchema(ManifestTable, DESCRIPTIONS.pack), {
    value: { type: 'object' },
  });
}

function actionSchema(): JsonObject {
  const { http, webhook, workflow, core } = CallTables;
  return whole('Ostinato action', tableSchema(ActionTable, DESCRIPTIONS.action), {
    call: {
      oneOf: [http, webhook, workflow, core].map((table) => tableSchema(table, DESCRIPTIONS.call)),
    },
  });
}

function triggerSchema(): JsonObject {
  const webhooks = Object.values(WebhookTables).map((table) => tableSchema(table, DESCRIPTIONS.webhook));
  const schedules = Object.values(ScheduleTables).map((table) => tableSchema(table, DESCRIPTIONS.schedule));
  const table = tableSchema(TriggerTable, DESCRIPTIONS.trigger);
  return whole(
    'Ostinato trigger',
    { ...table, oneOf: [only('webhook', 'schedule'), only('schedule', 'webhook')] },
    {
      webhook: { oneOf: webhooks },
      schedule: { oneOf: schedules },
    },
  );
}

/** A trigger has the map of its type and not the other one. */
function only(type: string, other: string): JsonObject {
  return { properties: { type: { const: type }, [other]: false }, required: [type] };
}

function testSchema(): JsonObject {
  return whole('Ostinato test', tableSchema(TestTable, DESCRIPTIONS.test), {
    value: { type: 'object' },
    any: true,
    mocks: { type: 'array', items: tableSchema(MockTable, DESCRIPTIONS.mock) },
    mockError: tableSchema(MockErrorTable, DESCRIPTIONS.mockError),
    signals: { type: 'array', items: tableSchema(SignalTable, DESCRIPTIONS.signal) },
    expect: tableSchema(ExpectTable, DESCRIPTIONS.expect),
  });
}

/** A schema with the shapes it refers to, its own ones or those that it shares with workflows. */
function whole(title: string, schema: JsonObject, own: JsonObject): JsonObject {
  const { $schema = null, $defs = {} } = workflowSchema();
  const known = { ...($defs as JsonObject), ...own };
  const needed = new Set<string>();
  collect(schema, known, needed);
  const shapes = [...needed].sort().map((name) => [name, known[name] ?? true] as const);
  return { $schema, title, ...schema, $defs: Object.fromEntries(shapes) };
}

function collect(value: Json, known: JsonObject, found: Set<string>): void {
  if (Array.isArray(value)) {
    for (const member of value) {
      collect(member, known, found);
    }
  } else if (isObject(value)) {
    const name = typeof value.$ref === 'string' ? /^#\/\$defs\/(.+)$/.exec(value.$ref)?.[1] : undefined;
    if (name !== undefined && !found.has(name)) {
      found.add(name);
      collect(known[name] ?? null, known, found);
    }
    for (const member of Object.values(value)) {
      collect(member, known, found);
    }
  }
}
