import { fail } from '../error.ts';
import { charge, counted } from '../run.ts';
import { integerOf, needed, numberOf } from './arguments.ts';
import { lookUp } from './dictionary.ts';
import { formatted } from './format-spec.ts';
import { quotedText, textOf } from './text.ts';
import { countOf } from './text-functions.ts';
import { defined } from './undefined.ts';
import { float, isMapping, orElse, Tuple, type Value } from './value.ts';

const FIELD = /%(?:\(([^)]{0,200})\))?([#0\- +]*)(\*|\d*)(?:\.(\*|\d*))?[hlL]?([\s\S])?/g;

/** `'%s is %d' % (name, 3)`: values in place of fields, as C and Python write them. */
export function printf(template: Value, given: Value): Value {
  const all = defined(given) instanceof Tuple ? (given as Tuple) : [given];
  let at = 0;
  const next = (): Value => orElse(all[at++], () => fail('type_error', 'there are fewer values than fields'));
  const size = (text: string): number => (text === '*' ? integerOf(next()) : Number(text));
  const named = (name: string): Value =>
    isMapping(given)
      ? orElse(lookUp(given, name), () => fail('key_error', `there is no value '${name}'`))
      : needed('a dictionary', given);

  const text = counted(textOf(template));
  // The host finds all matches before it asks for the first replacement.
  charge(4 * countOf(text, '%'));
  const result = text.replace(FIELD, (_, name, flags: string, width, precision, type = '') => {
    if (type === '%') {
      return '%';
    }
    const has = (flag: string): string => (flags.includes(flag) ? flag : '');
    const wide = size(width);
    const places = precision === undefined ? '' : `.${size(precision)}`;
    const value = name === undefined ? next() : named(name);
    const side = has('-') || wide < 0 ? '<' : has('0') && !/[srac]/.test(type) ? '0=' : '>';
    return counted(converted(value, `${side}${has('+') || has(' ')}${has('#')}${Math.abs(wide)}${places}`, type));
  });
  if (at < all.length && !isMapping(given)) {
    fail('type_error', 'there are more values than fields');
  }
  return counted(result);
}

function converted(value: Value, format: string, type: string): string {
  if (/[sra]/.test(type) || (type === 'c' && typeof value === 'string')) {
    return formatted(/[ra]/.test(type) ? quotedText(value) : textOf(value), format);
  }
  if (!/[diuoxefgc]/i.test(type)) {
    fail('value_error', `the field '%${type}' is not known`);
  }
  const number = numberOf(value);
  const fit = /[efg]/i.test(type) ? float(number) : /[oxc]/i.test(type) ? integerOf(value) : Math.trunc(number);
  return formatted(fit, format + type.replace(/[iu]/, 'd'), true);
}
