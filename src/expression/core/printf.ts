import { fail } from '../error.ts';
import { charge, counted } from '../run.ts';
import { integerOf } from './arguments.ts';
import { lookUp } from './dictionary.ts';
import { type FormatSpec, formatInteger, formatNumber, formatText, limited } from './format-spec.ts';
import { quotedText, textOf } from './text.ts';
import { countOf } from './text-functions.ts';
import { defined } from './undefined.ts';
import { describe, float, isMapping, numeric, orElse, Tuple, type Value } from './value.ts';

const FIELD = /%(?:\(([^)]{0,200})\))?([#0\- +]*)(\*|\d+)?(?:(\.)(\*|\d+)?)?[hlL]?([\s\S])?/g;

/** `'%s is %d' % (name, 3)`: values in place of fields, as C and Python write them. */
export function printf(template: Value, given: Value): Value {
  const all = defined(given) instanceof Tuple ? (given as Tuple) : [given];
  let at = 0;
  const next = (): Value => orElse(all[at++], () => fail('type_error', 'there are fewer values than fields'));
  const size = (text: string | undefined): number => (text === '*' ? integerOf(next()) : Number(text ?? 0));
  const named = (name: string): Value =>
    isMapping(given)
      ? orElse(lookUp(given, name), () => fail('key_error', `there is no value '${name}'`))
      : fail('type_error', `a dictionary is needed, not ${describe(given)}`);

  const text = counted(textOf(template));
  // The host finds all matches before it asks for the first replacement.
  charge(4 * countOf(text, '%'));
  const result = text.replace(
    FIELD,
    (_, name?: string, flags = '', width?: string, dot?: string, precision?: string, type = '') => {
      if (type === '%') {
        return '%';
      }
      const wide = size(width);
      const places = dot === undefined ? undefined : limited(size(precision));
      const value = name === undefined ? next() : named(name);
      const left = flags.includes('-') || wide < 0;
      const zeros = flags.includes('0') && !left && !/[srac]/.test(type);
      const spec = {
        fill: zeros ? '0' : ' ',
        align: left ? '<' : zeros ? '=' : '>',
        sign: /\+/.exec(flags)?.[0] ?? / /.exec(flags)?.[0] ?? '',
        alternate: flags.includes('#'),
        width: limited(Math.abs(wide)),
        grouping: '',
        precision: places,
        type,
      };
      return counted(converted(value, spec));
    },
  );
  if (at < all.length && !isMapping(given)) {
    fail('type_error', 'there are more values than fields');
  }
  return counted(result);
}

function converted(value: Value, spec: FormatSpec): string {
  const { type } = spec;
  const asText = { ...spec, type: '' };
  switch (type) {
    case 's':
      return formatText(textOf(value), asText);
    case 'r':
    case 'a':
      return formatText(quotedText(value), asText);
    case 'c':
      return typeof value === 'string' ? formatText(value, asText) : formatNumber(value, spec);
  }
  if (!/[diuoxXeEfFgG]/.test(type)) {
    fail('value_error', `the field '%${type}' is not known`);
  }
  const number = numeric(value) ?? fail('type_error', `'%${type}': a number is needed, not ${describe(value)}`);
  if (/[efg]/i.test(type)) {
    return formatNumber(float(number), spec);
  }
  if (/[ox]/i.test(type)) {
    integerOf(value);
  }
  return formatInteger(Math.trunc(number), spec);
}
