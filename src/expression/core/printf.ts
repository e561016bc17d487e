import { fail } from '../error.ts';
import { lookUp } from './dictionary.ts';
import type { Env } from './env.ts';
import { type FormatSpec, formatNumber, formatText } from './format-spec.ts';
import { quotedText, textOf } from './text.ts';
import { defined } from './undefined.ts';
import { describe, Float, float, isMapping, numeric, Tuple, type Value } from './value.ts';

const FIELD = /%(?:\(([^)]{0,200})\))?([#0\- +]*)(\*|\d+)?(?:\.(\*|\d+)?)?[hlL]?([\s\S])?/g;
const WIDEST = 10_000;

/** `'%s is %d' % (name, 3)`: values in place of fields, as C and Python write them. */
export function printf(template: Value, given: Value, env: Env): Value {
  const text = textOf(template, env);
  const values = new Values(given, env);
  const out: string[] = [];
  let at = 0;
  for (const match of text.matchAll(FIELD)) {
    out.push(env.meter.text(text.slice(at, match.index)), env.meter.text(field(match, values, env)));
    at = match.index + match[0].length;
  }
  values.done();
  return env.meter.text(out.join('') + text.slice(at));
}

/** The values a template takes, one after the other or by name. */
class Values {
  readonly #given: Value;
  readonly #list: readonly Value[];
  readonly #env: Env;
  #at = 0;

  constructor(given: Value, env: Env) {
    this.#given = defined(given);
    this.#list = given instanceof Tuple ? given : [given];
    this.#env = env;
  }

  next(): Value {
    const value = this.#list[this.#at++];
    return value === undefined ? fail('type_error', 'there are fewer values than fields') : value;
  }

  named(name: string): Value {
    if (!isMapping(this.#given)) {
      return fail('type_error', `a dictionary is needed, not ${describe(this.#given)}`);
    }
    const value = lookUp(this.#given, name, this.#env);
    return value === undefined ? fail('key_error', `there is no value '${name}'`) : value;
  }

  done(): void {
    if (this.#at < this.#list.length && !isMapping(this.#given)) {
      fail('type_error', 'there are more values than fields');
    }
  }
}

function field(match: RegExpExecArray, values: Values, env: Env): string {
  const [, name, flags = '', width, precision, type = ''] = match;
  if (type === '%') {
    return '%';
  }
  const size = width === '*' ? (numeric(values.next()) ?? 0) : Number(width ?? 0);
  const places =
    precision === '*' ? (numeric(values.next()) ?? 0) : match[0].includes('.') ? Number(precision ?? 0) : undefined;
  if (size > WIDEST || (places ?? 0) > WIDEST) {
    fail('budget_exceeded', `a width of more than ${WIDEST} is not allowed`);
  }
  const value = name === undefined ? values.next() : values.named(name);
  const spec: FormatSpec = {
    fill: flags.includes('0') && !flags.includes('-') && !'srac'.includes(type) ? '0' : ' ',
    align: flags.includes('-') || size < 0 ? '<' : flags.includes('0') && !'srac'.includes(type) ? '=' : '>',
    sign: flags.includes('+') ? '+' : flags.includes(' ') ? ' ' : '',
    alternate: flags.includes('#'),
    width: Math.abs(size),
    grouping: '',
    precision: places,
    type,
  };
  return converted(value, spec, env);
}

function converted(value: Value, spec: FormatSpec, env: Env): string {
  switch (spec.type) {
    case 's':
      return formatText(textOf(value, env), { ...spec, type: '' }, env);
    case 'r':
    case 'a':
      return formatText(quotedText(value, env), { ...spec, type: '' }, env);
    case 'd':
    case 'i':
    case 'u':
      return whole(value, { ...spec, type: 'd' }, env);
    case 'o':
    case 'x':
    case 'X':
      return whole(value, spec, env);
    case 'c':
      return typeof value === 'string' ? formatText(value, { ...spec, type: '' }, env) : formatNumber(value, spec, env);
    case 'e':
    case 'E':
    case 'f':
    case 'F':
    case 'g':
    case 'G':
      return formatNumber(float(numberIn(value, spec.type)), spec, env);
  }
  return fail('value_error', `the field '%${spec.type}' is not known`);
}

function numberIn(value: Value, type: string): number {
  return numeric(value) ?? fail('type_error', `'%${type}': a number is needed, not ${describe(value)}`);
}

/** An integer field; a precision is the least number of digits. */
function whole(value: Value, spec: FormatSpec, env: Env): string {
  const number = numberIn(value, spec.type);
  if (spec.type !== 'd' && (value instanceof Float || !Number.isInteger(number))) {
    fail('type_error', `'%${spec.type}': an integer is needed, not ${describe(value)}`);
  }
  const plain = formatNumber(Math.trunc(Math.abs(number)), { ...spec, width: 0, sign: '', precision: undefined }, env);
  const text = plain.padStart(spec.precision ?? 0, '0');
  const sign = number < 0 ? '-' : spec.sign;
  const missing = ' '.repeat(Math.max(0, spec.width - sign.length - text.length));
  return spec.align === '<'
    ? sign + text + missing
    : spec.align === '='
      ? sign + missing.replaceAll(' ', '0') + text
      : missing + sign + text;
}
