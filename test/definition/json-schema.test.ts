import { Validator } from '@cfworker/json-schema';
import { describe, expect, test } from 'vitest';
import { checkValue } from '../../src/definition/check.ts';
import { validate } from '../../src/definition/json-schema/validate.ts';
import type { Json, JsonObject } from '../../src/value/json.ts';
import { seeded } from './load.ts';

/** Schema, values that fit, values that do not. */
const CASES: readonly (readonly [schema: Json, fitting: readonly Json[], wrong: readonly Json[]])[] = [
  [true, [1, null], []],
  [false, [], [1, null]],
  [{ type: 'integer' }, [1, 1.0, -3], [1.5, '1', null]],
  [{ type: ['string', 'null'] }, ['', null], [1, []]],
  [{ const: { a: [1] } }, [{ a: [1] }], [{ a: [2] }]],
  [{ enum: [1, 'a', null] }, [1, 'a', null], ['b', 0]],
  [{ multipleOf: 0.1 }, [0.3, 1], [0.35]],
  [{ exclusiveMinimum: 1, maximum: 3 }, [2, 3], [1, 4]],
  [{ minLength: 2, maxLength: 3 }, ['ab', '☃☃', '😀😀😀'], ['a', '😀']],
  [{ pattern: '^a+$' }, ['aaa'], ['b', 'ab']],
  [{ pattern: 'b' }, ['abc'], ['ac']],
  [{ format: 'date' }, ['2024-02-29'], ['2023-02-29', 'x']],
  [
    { format: 'date-time' },
    ['2024-02-29T10:00:00Z', '2024-01-01T00:00:00.5+02:00'],
    ['2024-01-01', '2024-13-01T00:00:00Z'],
  ],
  [{ format: 'time' }, ['10:00:00Z'], ['25:00:00Z', '10:00']],
  [{ format: 'duration' }, ['PT5M', 'P1DT2H', 'P2W'], ['P', 'PT', '5M']],
  [{ format: 'email' }, ['a@b.io'], ['a@b', 'a b@c.de']],
  [{ format: 'hostname' }, ['web-1.example'], ['-a', 'a..b']],
  [{ format: 'ipv4' }, ['10.0.0.1'], ['10.0.0.256', '1.2.3']],
  [{ format: 'ipv6' }, ['::1', '2001:db8::8:800:200c:417a', '::ffff:10.0.0.1'], [':::', '1:2:3', 'g::']],
  [{ format: 'uri' }, ['https://a.b/c?d#e'], ['no uri', '/relative']],
  [{ format: 'uuid' }, ['123e4567-e89b-12d3-a456-426614174000'], ['123']],
  [{ format: 'of-the-future' }, ['anything'], []],
  [{ required: ['a'], properties: { a: { type: 'string' } } }, [{ a: 'x' }, []], [{}, { a: 1 }]],
  [{ additionalProperties: false, properties: { a: true } }, [{}, { a: 1 }], [{ b: 1 }]],
  [
    { patternProperties: { '^x': { type: 'number' } }, additionalProperties: { type: 'string' } },
    [{ xa: 1, b: 's' }],
    [{ xa: 's' }, { b: 1 }],
  ],
  [{ propertyNames: { maxLength: 2 } }, [{ ab: 1 }], [{ abc: 1 }]],
  [{ minProperties: 1, maxProperties: 2 }, [{ a: 1 }], [{}, { a: 1, b: 2, c: 3 }]],
  [{ dependentRequired: { a: ['b'] } }, [{ a: 1, b: 1 }, {}], [{ a: 1 }]],
  [{ dependentSchemas: { a: { required: ['c'] } } }, [{ a: 1, c: 1 }, {}], [{ a: 1 }]],
  [
    { items: { type: 'number' }, minItems: 1, maxItems: 2, uniqueItems: true },
    [[1], [1, 2]],
    [[], [1, 1], ['a'], [1, 2, 3]],
  ],
  [{ prefixItems: [{ type: 'string' }], items: false }, [['a'], []], [['a', 1], [1]]],
  [{ contains: { const: 1 }, minContains: 2, maxContains: 2 }, [[1, 1, 2]], [[1], [1, 1, 1]]],
  [{ allOf: [{ minimum: 1 }, { maximum: 2 }] }, [1], [0, 3]],
  [{ anyOf: [{ type: 'string' }, { minimum: 5 }] }, ['a', 5], [1]],
  [{ oneOf: [{ minimum: 1 }, { maximum: 3 }] }, [0, 4], [2]],
  [{ not: { type: 'string' } }, [1], ['a']],
  // biome-ignore lint/suspicious/noThenProperty: the keyword of JSON Schema
  [{ if: { type: 'string' }, then: { minLength: 2 }, else: { minimum: 2 } }, ['ab', 2], ['a', 1]],
  [{ $ref: '#/$defs/a~1b', $defs: { 'a/b': { type: 'string' } } }, ['x'], [1]],
  [
    { type: 'object', properties: { next: { $ref: '#' } }, additionalProperties: false },
    [{ next: { next: {} } }],
    [{ next: { other: 1 } }],
  ],
  [{ allOf: [{ properties: { a: true } }], unevaluatedProperties: false }, [{ a: 1 }], [{ a: 1, b: 2 }]],
  [{ allOf: [{ prefixItems: [true] }], unevaluatedItems: false }, [[1]], [[1, 2]]],
  [{ required: ['toString'] }, [{ toString: 1 }], [{}]],
];

describe('JSON Schema', () => {
  test.each(CASES)('%j', (schema, fitting, wrong) => {
    for (const value of fitting) {
      expect([value, validate(schema, value)]).toEqual([value, []]);
    }
    for (const value of wrong) {
      expect([value, validate(schema, value).length > 0]).toEqual([value, true]);
    }
  });

  test('messages name the part and what it must be', () => {
    const schema = {
      properties: {
        a: { items: { type: ['integer', 'null'] } },
        b: { anyOf: [{ type: 'string', minLength: 3 }, { type: 'object' }] },
      },
    };
    expect(checkValue(schema, { a: [1, 'x'], b: 'ab' }, '/output')).toEqual([
      {
        code: 'wrong_type',
        severity: 'error',
        message: 'Item 2 must be an integer or null, not a string.',
        path: '/output/a/1',
      },
      {
        code: 'invalid_value',
        severity: 'error',
        message: '`b` must have at least 3 characters, not 2.',
        path: '/output/b',
      },
    ]);
  });

  test('a pattern that would backtrack for ever in other engines takes no time', () => {
    expect(validate({ pattern: '^(a+)+$' }, `${'a'.repeat(5000)}!`)).toHaveLength(1);
  });

  test('a schema that refers to itself without end is given up', () => {
    expect(validate({ $ref: '#' }, 1)).toEqual([
      { path: [], keyword: '$ref', message: 'is too much work to check against its schema' },
    ]);
    const branching = { anyOf: [{ $ref: '#' }, { $ref: '#' }] };
    expect(validate(branching, 1)).toHaveLength(1);
  });

  test('references lead nowhere outside', () => {
    expect(validate({ $ref: 'https://example.com/schema' }, 1)).toHaveLength(1);
    expect(validate({ $ref: '#/$defs/none' }, 1)).toHaveLength(1);
  });
});

describe('another implementation', () => {
  const random = seeded(11);
  const pick = <T>(options: readonly T[]): T => options[Math.floor(random() * options.length)] as T;

  function randomSchema(depth: number): Json {
    const simple: readonly (() => JsonObject)[] = [
      () => ({ type: pick(['string', 'integer', 'number', 'boolean', 'object', 'array', 'null']) }),
      () => ({ enum: [pick([1, 'a', null]), pick([true, 2])] }),
      () => ({ minimum: pick([0, 1, 2]), maximum: pick([1, 2, 3]) }),
      () => ({ minLength: pick([0, 1, 2]) }),
      () => ({ required: [pick(['a', 'b'])] }),
      () => ({ const: pick<Json>([1, 'a', [1], { a: 1 }]) }),
    ];
    const nested: readonly (() => JsonObject)[] = [
      () => ({
        properties: { a: randomSchema(depth - 1), b: randomSchema(depth - 1) },
        additionalProperties: pick<Json>([true, false]),
      }),
      () => ({ items: randomSchema(depth - 1), uniqueItems: pick([true, false]) }),
      () => ({ prefixItems: [randomSchema(depth - 1)], items: randomSchema(depth - 1) }),
      () => ({ [pick(['anyOf', 'oneOf', 'allOf'])]: [randomSchema(depth - 1), randomSchema(depth - 1)] }),
      () => ({ not: randomSchema(depth - 1) }),
      // biome-ignore lint/suspicious/noThenProperty: the keyword of JSON Schema
      () => ({ if: randomSchema(depth - 1), then: randomSchema(depth - 1), else: randomSchema(depth - 1) }),
    ];
    const one = depth > 0 ? pick(nested)() : pick(simple)();
    return { ...pick(simple)(), ...one };
  }

  function randomValue(depth: number): Json {
    const simple: readonly Json[] = [1, 0, 2.5, 'a', '', 'ab', null, true];
    if (depth === 0 || random() < 0.4) {
      return pick(simple);
    }
    return random() < 0.5
      ? [randomValue(depth - 1), randomValue(depth - 1)]
      : { a: randomValue(depth - 1), c: randomValue(depth - 1) };
  }

  test('agrees on a thousand schemas and values', () => {
    for (let i = 0; i < 1000; i++) {
      const schema = randomSchema(2);
      const validator = new Validator(schema as object, '2020-12', false);
      for (let j = 0; j < 5; j++) {
        const value = randomValue(2);
        expect([schema, value, validate(schema, value).length === 0]).toEqual([
          schema,
          value,
          validator.validate(value).valid,
        ]);
      }
    }
  });
});
