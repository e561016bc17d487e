import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { validate } from '../../src/definition/json-schema/validate.ts';
import * as native from '../../src/definition/native/tables.ts';
import * as orquesta from '../../src/definition/orquesta/tables.ts';
import { DESCRIPTIONS } from '../../src/definition/schema/descriptions.ts';
import { workflowSchema } from '../../src/definition/schema/editor-schema.ts';
import { isObject, type Json } from '../../src/value/json.ts';

const SCHEMA = workflowSchema();

describe('the schema for editors', () => {
  test.each([
    'tasks: [{name: a}]',
    'tasks: {a: , b: {action: core.noop, join: active, next: [{do: a}]}}',
    'parameters: {a: string, b: {type: integer, required: true}}\ntasks: [{name: a, with: {items: [1], concurrency: 2}}]',
    'dialect: orquesta\nversion: 1.0\ninput: [a, {b: 1}]\ntasks: {a: {action: x, next: [{publish: "a=1", do: "a, b"}]}}',
  ])('takes %j', (source) => {
    expect(validate(SCHEMA, parse(source) as Json)).toEqual([]);
  });

  test.each([
    'tasks: []',
    'label: x',
    'tasks: [{action: x}]',
    'tasks: [{name: a, acton: x}]',
    'tasks: [{name: a, join: soon}]',
    'parameters: {a: {type: strng}}\ntasks: [{name: a}]',
    'dialect: orquesta\ntasks: [{name: a}]',
    'dialect: orquesta\ntasks: {a: {action: x, next: [{publish: {a: 1}}]}}',
  ])('refuses %j', (source) => {
    expect(validate(SCHEMA, parse(source) as Json)).not.toEqual([]);
  });

  test('has no reference that leads nowhere', () => {
    const shapes = isObject(SCHEMA.$defs) ? Object.keys(SCHEMA.$defs) : [];
    const references = [...JSON.stringify(SCHEMA).matchAll(/"#\/\$defs\/(\w+)"/g)].map((match) => match[1]);
    expect(references.filter((name) => !shapes.includes(name ?? ''))).toEqual([]);
  });

  test.each([
    ['workflow', native.workflow],
    ['concurrency', native.concurrency],
    ['task', native.namedTask],
    ['items', native.items],
    ['retry', native.retry],
    ['transition', native.transition],
    ['orquestaWorkflow', orquesta.workflow],
    ['orquestaTask', orquesta.task],
  ] as const)('describes every key of %s', (name, table) => {
    expect(Object.keys(DESCRIPTIONS[name])).toEqual(expect.arrayContaining(Object.keys(table.entries)));
  });
});
