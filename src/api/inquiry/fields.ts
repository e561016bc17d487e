import { isObject, type Json, type JsonObject } from '../../value/json.ts';

/** One thing to fill in. */
export interface Field {
  /** Name of the control in the form. */
  readonly name: string;
  /** Of which property it is; null: of the whole response. */
  readonly property: string | null;
  readonly label: string;
  readonly help: string | null;
  readonly required: boolean;
  readonly kind: FieldKind;
  readonly value: string;
}

export type FieldKind =
  | { readonly type: 'text'; readonly input: 'text' | 'email' | 'url' | 'date'; readonly longest: number | null }
  | { readonly type: 'area' }
  | {
      readonly type: 'number';
      readonly step: '1' | 'any';
      readonly least: number | null;
      readonly most: number | null;
    }
  | { readonly type: 'choice'; readonly options: readonly Option[] }
  /** What has no control of its own is written as JSON. */
  | { readonly type: 'json' };

export interface Option {
  readonly value: string;
  readonly label: string;
  readonly means: Json;
}

/** Longer texts get more than one line. */
const LINE = 200;

/** What a response consists of, from its schema. Without one it is a text. */
export function fieldsOf(schema: JsonObject | null): readonly Field[] {
  if (schema === null) {
    return [{ ...WHOLE, label: 'Your answer', help: null, required: false, kind: { type: 'area' }, value: '' }];
  }
  if (schema.type !== 'object' || !isObject(schema.properties)) {
    return [{ ...WHOLE, ...describe('Your answer', schema), required: true }];
  }
  const required = Array.isArray(schema.required) ? schema.required : [];
  return Object.entries(schema.properties).map(([property, part], index) => ({
    name: `field-${index}`,
    property,
    ...describe(property, isObject(part) ? part : {}),
    required: required.includes(property),
  }));
}

const WHOLE = { name: 'response', property: null } as const;

function describe(name: string, schema: JsonObject): Pick<Field, 'label' | 'help' | 'kind' | 'value'> {
  const kind = kindOf(schema);
  return {
    label: typeof schema.title === 'string' ? schema.title : name,
    help: typeof schema.description === 'string' ? schema.description : null,
    kind,
    value: schema.default === undefined ? '' : written(kind, schema.default),
  };
}

function kindOf(schema: JsonObject): FieldKind {
  if (Array.isArray(schema.enum)) {
    const options = schema.enum.map((means, index) => ({ value: String(index), label: labelOf(means), means }));
    return { type: 'choice', options };
  }
  switch (schema.type) {
    case 'boolean':
      return { type: 'choice', options: YES_OR_NO };
    case 'integer':
    case 'number':
      return {
        type: 'number',
        step: schema.type === 'integer' ? '1' : 'any',
        least: typeof schema.minimum === 'number' ? schema.minimum : null,
        most: typeof schema.maximum === 'number' ? schema.maximum : null,
      };
    case 'string':
      return textKind(schema);
    default:
      return { type: 'json' };
  }
}

const YES_OR_NO: readonly Option[] = [
  { value: 'true', label: 'Yes', means: true },
  { value: 'false', label: 'No', means: false },
];

const INPUTS: ReadonlyMap<Json | undefined, 'email' | 'url' | 'date'> = new Map([
  ['email', 'email'],
  ['uri', 'url'],
  ['date', 'date'],
] as const);

function textKind({ format, maxLength }: JsonObject): FieldKind {
  const longest = typeof maxLength === 'number' ? maxLength : null;
  const input = INPUTS.get(format);
  return input === undefined && longest !== null && longest > LINE
    ? { type: 'area' }
    : { type: 'text', input: input ?? 'text', longest };
}

function labelOf(value: Json): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}

/** A value as it stands in the control. */
function written(kind: FieldKind, value: Json): string {
  if (kind.type === 'choice') {
    return kind.options.find(({ means }) => JSON.stringify(means) === JSON.stringify(value))?.value ?? '';
  }
  return kind.type === 'json' ? JSON.stringify(value, null, 2) : labelOf(value);
}
