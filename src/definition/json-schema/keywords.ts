/** What a keyword of JSON Schema 2020-12 takes. */
export type KeywordKind =
  | 'schema'
  | 'schemas'
  | 'named schemas'
  | 'type'
  | 'text'
  | 'number'
  | 'count'
  | 'flag'
  | 'list'
  | 'names'
  | 'named names'
  | 'pattern'
  | 'reference'
  | 'any';

export const KEYWORDS: ReadonlyMap<string, KeywordKind> = new Map([
  ['$anchor', 'text'],
  ['$comment', 'text'],
  ['$defs', 'named schemas'],
  ['$id', 'text'],
  ['$ref', 'reference'],
  ['$schema', 'text'],
  ['additionalProperties', 'schema'],
  ['allOf', 'schemas'],
  ['anyOf', 'schemas'],
  ['const', 'any'],
  ['contains', 'schema'],
  ['contentEncoding', 'text'],
  ['contentMediaType', 'text'],
  ['contentSchema', 'schema'],
  ['default', 'any'],
  ['definitions', 'named schemas'],
  ['dependentRequired', 'named names'],
  ['dependentSchemas', 'named schemas'],
  ['deprecated', 'flag'],
  ['description', 'text'],
  ['else', 'schema'],
  ['enum', 'list'],
  ['example', 'any'],
  ['examples', 'list'],
  ['exclusiveMaximum', 'number'],
  ['exclusiveMinimum', 'number'],
  ['format', 'text'],
  ['if', 'schema'],
  ['items', 'schema'],
  ['maxContains', 'count'],
  ['maxItems', 'count'],
  ['maxLength', 'count'],
  ['maxProperties', 'count'],
  ['maximum', 'number'],
  ['minContains', 'count'],
  ['minItems', 'count'],
  ['minLength', 'count'],
  ['minProperties', 'count'],
  ['minimum', 'number'],
  ['multipleOf', 'number'],
  ['not', 'schema'],
  ['oneOf', 'schemas'],
  ['pattern', 'pattern'],
  ['patternProperties', 'named schemas'],
  ['prefixItems', 'schemas'],
  ['properties', 'named schemas'],
  ['propertyNames', 'schema'],
  ['readOnly', 'flag'],
  ['required', 'names'],
  ['secret', 'flag'],
  ['then', 'schema'],
  ['title', 'text'],
  ['type', 'type'],
  ['unevaluatedItems', 'schema'],
  ['unevaluatedProperties', 'schema'],
  ['uniqueItems', 'flag'],
  ['writeOnly', 'flag'],
]);

export const TYPES = ['string', 'integer', 'number', 'boolean', 'object', 'array', 'null'] as const;

/** Type names of other languages. */
export const FOREIGN_TYPES: ReadonlyMap<string, string> = new Map([
  ['str', 'string'],
  ['text', 'string'],
  ['int', 'integer'],
  ['float', 'number'],
  ['double', 'number'],
  ['decimal', 'number'],
  ['bool', 'boolean'],
  ['dict', 'object'],
  ['map', 'object'],
  ['mapping', 'object'],
  ['list', 'array'],
  ['tuple', 'array'],
  ['sequence', 'array'],
  ['none', 'null'],
]);
