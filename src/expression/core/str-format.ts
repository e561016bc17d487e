import { fail } from '../error.ts';
import { charge, counted } from '../run.ts';
import { formatted } from './format-spec.ts';
import { itemOf, memberOf } from './member.ts';
import { quotedText, textOf } from './text.ts';
import { countOf } from './text-functions.ts';
import { defined } from './undefined.ts';
import { orElse, type Value } from './value.ts';

/** A doubled brace, a field, whose format may hold further fields, or a brace that stands alone. */
const FIELD = /\{\{|\}\}|\{([^!:{}]*)(?:!([a-z]))?(?::([^{}]*(?:\{[^{}]*\}[^{}]*)*))?\}|[{}]/g;

/** `'{} of {total:>5}'.format(1, total=3)`: values in place of braces. */
export function strFormat(template: string, positional: readonly Value[], named: ReadonlyMap<string, Value>): string {
  let auto = 0;
  let manual = false;

  const first = (name: string): Value => {
    if (!/^\d*$/.test(name)) {
      return orElse(named.get(name), () => fail('key_error', `there is no value '${name}'`));
    }
    manual ||= name !== '';
    const index = name === '' ? auto++ : Number(name);
    return manual && auto > 0
      ? fail('value_error', 'numbered and other values cannot be mixed')
      : orElse(positional[index], () => fail('index_error', `there is no value ${index}`));
  };

  const valueAt = (path: string): Value => {
    const [name = '', ...rest] = path.split(/(?=[.[])/);
    return rest.reduce((value, part) => {
      const index = part.slice(1, -1);
      return part.startsWith('.')
        ? memberOf(value, part.slice(1))
        : itemOf(value, /^\d+$/.test(index) ? Number(index) : index);
    }, first(name));
  };

  const written = (text: string): string =>
    text.replace(FIELD, (whole, path?: string, conversion?: string, format = '') => {
      if (path === undefined) {
        return whole.length > 1 ? whole.slice(1) : fail('value_error', `the field '${whole}' is not known`);
      }
      return counted(shown(defined(valueAt(path)), conversion, written(format)));
    });

  // The host finds all matches before it asks for the first replacement.
  charge(4 * (countOf(template, '{') + countOf(template, '}')));
  return counted(written(template));
}

function shown(value: Value, conversion: string | undefined, format: string): string {
  const text = conversion === undefined ? value : conversion === 's' ? textOf(value) : quotedText(value);
  return format === '' ? textOf(text) : formatted(text, format);
}
