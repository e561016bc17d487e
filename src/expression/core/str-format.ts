import { fail } from '../error.ts';
import type { CallArguments } from './callable.ts';
import type { Env } from './env.ts';
import { formatNumber, formatText, parseSpec } from './format-spec.ts';
import { itemOf, memberOf } from './member.ts';
import { quotedText, textOf } from './text.ts';
import { defined } from './undefined.ts';
import { isNumber, type Value } from './value.ts';

/** `'{} of {total:>5}'.format(1, total=3)`: values in place of braces. */
export function strFormat(template: string, given: CallArguments, env: Env): string {
  return new Formatter(given, env).text(template, 2);
}

class Formatter {
  readonly #given: CallArguments;
  readonly #env: Env;
  #auto = 0;
  #manual = false;

  constructor(given: CallArguments, env: Env) {
    this.#given = given;
    this.#env = env;
  }

  text(template: string, levels: number): string {
    if (levels < 0) {
      fail('value_error', 'braces nest too deeply in a format');
    }
    const out: string[] = [];
    let at = 0;
    while (at < template.length) {
      const brace = /[{}]/.exec(template.slice(at))?.index;
      if (brace === undefined) {
        break;
      }
      out.push(template.slice(at, at + brace));
      at += brace;
      if (template[at] === template[at + 1]) {
        out.push(template.charAt(at));
        at += 2;
      } else {
        const end = closing(template, at);
        out.push(this.#env.meter.text(this.#field(template.slice(at + 1, end), levels)));
        at = end + 1;
      }
      this.#env.meter.charge(1 + ((template.length - at) >> 6));
    }
    out.push(template.slice(at));
    return this.#env.meter.text(out.join(''));
  }

  #field(source: string, levels: number): string {
    const [, name = '', conversion, spec = ''] =
      /^([^!:]*)(?:!([a-z]))?(?::([\s\S]*))?$/.exec(source) ??
      fail('value_error', `the field '{${source}}' is not understood`);
    const value = defined(this.#value(name));
    const format = spec.includes('{') ? this.text(spec, levels - 1) : spec;
    return this.#formatted(value, conversion, format);
  }

  #formatted(value: Value, conversion: string | undefined, format: string): string {
    if (conversion !== undefined) {
      const text = conversion === 's' ? textOf(value, this.#env) : quotedText(value, this.#env);
      return formatText(text, parseSpec(format), this.#env);
    }
    if (format === '') {
      return textOf(value, this.#env);
    }
    const spec = parseSpec(format);
    const asNumber = isNumber(value) || (typeof value === 'boolean' && spec.type !== '' && spec.type !== 's');
    if (!asNumber && typeof value === 'object') {
      fail('type_error', 'only strings and numbers take a format');
    }
    return asNumber ? formatNumber(value, spec, this.#env) : formatText(textOf(value, this.#env), spec, this.#env);
  }

  /** `0.name[key]`, `name`, or nothing for the next value. */
  #value(path: string): Value {
    const [first = '', ...rest] = path.split(/(?=[.[])/);
    let value = this.#first(first);
    for (const part of rest) {
      const index = /^\[(.*)\]$/.exec(part)?.[1];
      value =
        index === undefined
          ? memberOf(value, part.slice(1), this.#env)
          : itemOf(value, /^\d+$/.test(index) ? Number(index) : index, this.#env);
    }
    return value;
  }

  #first(name: string): Value {
    const { positional, named } = this.#given;
    if (name === '' || /^\d+$/.test(name)) {
      this.#manual ||= name !== '';
      const index = name === '' ? this.#auto++ : Number(name);
      if (this.#manual && this.#auto > 0) {
        fail('value_error', 'numbered and unnumbered fields cannot be mixed');
      }
      const value = positional[index];
      return value === undefined ? fail('index_error', `there is no value ${index}`) : value;
    }
    const value = named.get(name);
    return value === undefined ? fail('key_error', `there is no value '${name}'`) : value;
  }
}

function closing(template: string, open: number): number {
  if (template[open] === '}') {
    return fail('value_error', "a single '}' stands in a format");
  }
  let depth = 0;
  for (let i = open; i < template.length; i++) {
    if (template[i] === '{') {
      depth++;
    } else if (template[i] === '}' && --depth === 0) {
      return i;
    }
  }
  return fail('value_error', "a '{' of a format is not closed");
}
