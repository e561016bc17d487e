import { fail } from '../error.ts';
import { charge, counted } from '../run.ts';
import { integerOf, needed, numberOf } from './arguments.ts';
import { lookUp } from './dictionary.ts';
import { type FormatSpec, formatInteger, formatNumber, formatText, limited } from './format-spec.ts';
import { quotedText, textOf } from './text.ts';
import { countOf } from './text-functions.ts';
import { defined } from './undefined.ts';
import { float, isMapping, orElse, Tuple, type Value } from './value.ts';

const FIELD = /%(?:\(([^)]{0,200})\))?([#0\- +]*)(\*|\d+)?(?:(\.)(\*|\d+)?)?[hlL]?([\s\S])?/g;

/** `'%s is %d' % (name, 3)`: values in place of fields, as C and Python write them. */
export function printf(template: Value, given: Value): Value {
  const all = defined(given) instanceof Tuple ? (given as Tuple) : [given];
  let at = 0;
  const next = (): Value => orElse(all[at++], () => fail('type_error', 'there are fewer values than fields'));
  const size = (text = '0'): number => (text === '*' ? integerOf(next()) : Number(text));
  const named = (name: string): Value =>
    isMapping(given)
      ? orElse(lookUp(given, name), () => fail('key_error', `there is no value '${name}'`))
      : needed('a dictionary', given);

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
      const places = dot && limited(size(precision));
      const value = name === undefined ? next() : named(name);
      const left = /-/.test(flags) || wide < 0;
      const zeros = /0/.test(flags) && !left && !/[srac]/.test(type);
      const spec = {
        fill: zeros ? '0' : ' ',
        align: left ? '<' : zeros ? '=' : '>',
        sign: /\+/.test(flags) ? '+' : / /.test(flags) ? ' ' : '',
        alternate: /#/.test(flags),
        width: limited(Math.abs(wide)),
        grouping: '',
        precision: places,
        type,
      } as FormatSpec;
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
  if (/[sra]/.test(type) || (type === 'c' && typeof value === 'string')) {
    return formatText(/[ra]/.test(type) ? quotedText(value) : textOf(value), { ...spec, type: '' });
  }
  if (type === 'c') {
    return formatNumber(integerOf(value), spec);
  }
  if (!/[diuoxefg]/i.test(type)) {
    fail('value_error', `the field '%${type}' is not known`);
  }
  const number = numberOf(value);
  if (/[efg]/i.test(type)) {
    return formatNumber(float(number), spec);
  }
  if (/[ox]/i.test(type)) {
    integerOf(value);
  }
  return formatInteger(Math.trunc(number), spec);
}
