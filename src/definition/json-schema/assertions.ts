import { equals, type Json, type JsonObject } from '../../value/json.ts';
import { fitsFormat } from './formats.ts';
import { compilePattern } from './pattern.ts';

/** What is wrong with a value, as the end of a sentence that begins with the value's name. */
export interface Fault {
  readonly keyword: string;
  readonly message: string;
}

/** The keywords that look at one value alone: type, enumerations, numbers, text. */
export function assertValue(schema: JsonObject, value: Json): readonly Fault[] {
  const wrongType = typeFault(schema.type, value);
  // The rest would only say in other words that it is of another type.
  if (wrongType !== undefined) {
    return [wrongType];
  }
  const faults: Fault[] = [];
  if (schema.const !== undefined && !equals(schema.const, value)) {
    faults.push({ keyword: 'const', message: `must be ${brief(schema.const)}` });
  }
  if (Array.isArray(schema.enum) && !schema.enum.some((option) => equals(option, value))) {
    faults.push({
      keyword: 'enum',
      message: `must be one of ${schema.enum.slice(0, 20).map(brief).join(', ')}`,
    });
  }
  if (typeof value === 'number') {
    faults.push(...numberFaults(schema, value));
  } else if (typeof value === 'string') {
    faults.push(...textFaults(schema, value));
  }
  return faults;
}

/** The type of a value in the words of JSON Schema. */
function typeOf(value: Json): string {
  return value === null ? 'null' : Array.isArray(value) ? 'array' : typeof value;
}

function typeFault(type: Json | undefined, value: Json): Fault | undefined {
  const types = typeof type === 'string' ? [type] : Array.isArray(type) ? type : undefined;
  const actual = typeOf(value);
  const fits = types?.some((name) => name === actual || (name === 'integer' && Number.isInteger(value)));
  return types === undefined || fits === true
    ? undefined
    : { keyword: 'type', message: `must be ${types.map(article).join(' or ')}, not ${article(actual)}` };
}

function article(type: Json): string {
  return type === 'null' ? 'null' : /^[aeiou]/.test(String(type)) ? `an ${type}` : `a ${type}`;
}

type NumberTest = readonly [keyword: string, fits: (value: number, bound: number) => boolean, words: string];

const NUMBER_TESTS: readonly NumberTest[] = [
  ['minimum', (value, bound) => value >= bound, 'at least'],
  ['maximum', (value, bound) => value <= bound, 'at most'],
  ['exclusiveMinimum', (value, bound) => value > bound, 'more than'],
  ['exclusiveMaximum', (value, bound) => value < bound, 'less than'],
  ['multipleOf', isMultiple, 'a multiple of'],
];

function numberFaults(schema: JsonObject, value: number): Fault[] {
  return NUMBER_TESTS.flatMap(([keyword, fits, words]) => {
    const bound = schema[keyword];
    return typeof bound === 'number' && !fits(value, bound)
      ? [{ keyword, message: `must be ${words} ${bound}, not ${value}` }]
      : [];
  });
}

/** `0.3` is a multiple of `0.1`, whatever binary fractions say. */
function isMultiple(value: number, bound: number): boolean {
  const quotient = value / bound;
  return Math.abs(quotient - Math.round(quotient)) <= 1e-9 * Math.max(1, Math.abs(quotient));
}

function textFaults(schema: JsonObject, value: string): Fault[] {
  const faults = countFaults(schema, [...value].length, 'Length', 'character');
  if (typeof schema.pattern === 'string') {
    const pattern = compilePattern(schema.pattern);
    if ('test' in pattern && !pattern.test(value)) {
      faults.push({ keyword: 'pattern', message: `must match the pattern ${schema.pattern}` });
    }
  }
  if (typeof schema.format === 'string' && !fitsFormat(value, schema.format)) {
    faults.push({ keyword: 'format', message: `must be of the format ${schema.format}` });
  }
  return faults;
}

/** `min…` and `max…` of text, lists and maps. */
export function countFaults(schema: JsonObject, count: number, suffix: string, unit: string): Fault[] {
  const least = schema[`min${suffix}`];
  const most = schema[`max${suffix}`];
  const faults: Fault[] = [];
  if (typeof least === 'number' && count < least) {
    faults.push({
      keyword: `min${suffix}`,
      message: `must have at least ${plural(least, unit)}, not ${count}`,
    });
  }
  if (typeof most === 'number' && count > most) {
    faults.push({
      keyword: `max${suffix}`,
      message: `must have at most ${plural(most, unit)}, not ${count}`,
    });
  }
  return faults;
}

function plural(count: number, unit: string): string {
  return `${count} ${count === 1 ? unit : `${unit}s`}`;
}

/** The beginning of a value's JSON. */
function brief(value: Json): string {
  const text = JSON.stringify(value);
  return text.length > 60 ? `${text.slice(0, 57)}…` : text;
}
