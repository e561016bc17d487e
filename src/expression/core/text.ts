import { fail } from '../error.ts';
import { Lookup } from '../scope.ts';
import { keyText } from './dictionary.ts';
import type { Env, TextStyle } from './env.ts';
import { numberText, pythonQuoted } from './python-text.ts';
import { refuseSealed } from './seal.ts';
import { Dict, describe, Float, isList, Markup, Special, Tuple, unmarked, type Value } from './value.ts';

/** The text of a value as it stands in interpolated text: strings bare, the rest in the style's form. */
export function textOf(value: Value, env: Env): string {
  if (typeof value === 'string') {
    return value;
  }
  if (value instanceof Markup) {
    return value.content;
  }
  return value instanceof Float || typeof value !== 'object' ? scalarText(value, env.style) : written(value, env);
}

/** The text of a value as it stands inside a list: strings quoted. */
export function quotedText(value: Value, env: Env, style: TextStyle = env.style): string {
  return written(value, env, style);
}

function written(value: Value, env: Env, style: TextStyle = env.style): string {
  const out: string[] = [];
  write(value, env, style, out);
  return out.join('');
}

function write(value: Value, env: Env, style: TextStyle, out: string[]): void {
  if (value === null || typeof value !== 'object' || value instanceof Float || value instanceof Markup) {
    put(scalarText(value, style), env, out);
    return;
  }
  env.meter.enter();
  if (isList(value)) {
    writeList(value, env, style, out);
  } else if (value instanceof Dict) {
    writeDict([...value.entries.values()], env, style, out);
  } else if (value instanceof Special) {
    const text = specialText(value, env);
    if (typeof text === 'string') {
      put(text, env, out);
    } else {
      writeList(text, env, style, out);
    }
  } else {
    refuseSealed(value);
    writeDict(Object.entries(value instanceof Lookup ? value.all() : value), env, style, out);
  }
  env.meter.leave();
}

function put(text: string, env: Env, out: string[]): void {
  env.meter.charge(1);
  out.push(env.meter.text(text));
}

function writeList(list: readonly Value[], env: Env, style: TextStyle, out: string[]): void {
  const fixed = style === 'tuples' || (style === 'python' && list instanceof Tuple);
  put(fixed ? '(' : '[', env, out);
  list.forEach((item, i) => {
    if (i > 0) {
      put(style === 'json' ? ',' : ', ', env, out);
    }
    write(item, env, style, out);
  });
  put(fixed ? (list.length === 1 ? ',)' : ')') : ']', env, out);
}

function writeDict(entries: readonly (readonly [Value, Value])[], env: Env, style: TextStyle, out: string[]): void {
  put('{', env, out);
  entries.forEach(([key, value], i) => {
    if (i > 0) {
      put(style === 'json' ? ',' : ', ', env, out);
    }
    write(style === 'json' ? keyText(key) : key, env, style, out);
    put(style === 'json' ? ':' : ': ', env, out);
    write(value, env, style, out);
  });
  put('}', env, out);
}

function specialText(value: Special, env: Env): string | readonly Value[] {
  return value.text(env) ?? fail('type_error', `${describe(value)} has no text`);
}

function scalarText(value: Value, style: TextStyle): string {
  if (typeof value === 'number') {
    return style === 'json' ? String(value) : numberText(value);
  }
  if (value instanceof Float) {
    return style !== 'json' || !Number.isFinite(value.value) ? numberText(value.value, true) : String(value.value);
  }
  if (style === 'json') {
    return JSON.stringify(unmarked(value));
  }
  if (value === null) {
    return 'None';
  }
  if (typeof value === 'boolean') {
    return value ? 'True' : 'False';
  }
  return pythonQuoted(value instanceof Markup ? value.content : String(value));
}
