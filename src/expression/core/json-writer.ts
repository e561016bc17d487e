import { fail } from '../error.ts';
import { Lookup } from '../scope.ts';
import { compareText } from './characters.ts';
import { keyText } from './dictionary.ts';
import type { Env } from './env.ts';
import { numberText } from './python-text.ts';
import { refuseSealed } from './seal.ts';
import { quotedText } from './text.ts';
import { Dict, describe, Float, isList, Markup, Special, type Value } from './value.ts';

const NON_ASCII = /[\u007f-\uffff]/g;

/** JSON as Python's `json.dumps` writes it: blanks after separators, keys sorted, ASCII only. */
export function spacedJson(value: Value, indent: Value, env: Env): string {
  const margin = typeof indent === 'string' ? indent : typeof indent === 'number' ? spaces(indent, env) : undefined;
  const out: string[] = [];
  new JsonWriter(env, margin, out).write(value, '\n');
  return out.join('');
}

export function spaces(width: number, env: Env): string {
  const count = Math.max(0, Math.floor(width));
  env.meter.reserve(count);
  return ' '.repeat(count);
}

class JsonWriter {
  readonly #env: Env;
  readonly #margin: string | undefined;
  readonly #out: string[];

  constructor(env: Env, margin: string | undefined, out: string[]) {
    this.#env = env;
    this.#margin = margin;
    this.#out = out;
  }

  write(value: Value, lineEnd: string): void {
    const { meter } = this.#env;
    meter.enter();
    if (isList(value)) {
      this.#sequence(
        '[',
        ']',
        value.map((item) => ['', item] as const),
        lineEnd,
      );
    } else if (value instanceof Dict || (typeof value === 'object' && value !== null && !(value instanceof Special))) {
      this.#sequence('{', '}', this.#members(value), lineEnd);
    } else {
      this.#put(scalar(value));
    }
    meter.leave();
  }

  #put(text: string): void {
    this.#env.meter.charge(1);
    this.#out.push(this.#env.meter.text(text));
  }

  #members(value: Exclude<Value, null | string | number | boolean>): readonly (readonly [string, Value])[] {
    refuseSealed(value);
    const entries: readonly (readonly [Value, Value])[] =
      value instanceof Dict
        ? [...value.entries.values()]
        : Object.entries(value instanceof Lookup ? value.all() : (value as Readonly<Record<string, Value>>));
    return entries
      .map(([key, item]) => [keyText(key), item] as const)
      .sort(([a], [b]) => compareText(a, b))
      .map(([key, item]) => [`${jsonString(key)}: `, item] as const);
  }

  #sequence(open: string, close: string, parts: readonly (readonly [string, Value])[], lineEnd: string): void {
    const inner = this.#margin === undefined ? '' : lineEnd + this.#margin;
    this.#put(open);
    parts.forEach(([prefix, item], i) => {
      const comma = i === 0 ? '' : this.#margin === undefined ? ', ' : ',';
      this.#put(comma + inner + prefix);
      this.write(item, inner === '' ? lineEnd : inner);
    });
    this.#put(parts.length > 0 && this.#margin !== undefined ? lineEnd + close : close);
  }
}

function scalar(value: Value): string {
  if (typeof value === 'string') {
    return jsonString(value);
  }
  if (typeof value === 'number') {
    return numberText(value);
  }
  if (value instanceof Float) {
    return numberText(value.value, true);
  }
  if (value instanceof Markup) {
    return jsonString(value.content);
  }
  if (value instanceof Special) {
    return fail('type_error', `${describe(value)} is not JSON`);
  }
  return String(value);
}

function jsonString(text: string): string {
  return JSON.stringify(text).replace(
    NON_ASCII,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}

const WIDE = 80;

/** A value as Python's `pprint` shows it: on one line if it fits, else one entry a line; keys sorted. */
export function prettyPython(value: Value, env: Env): string {
  return env.meter.text(pretty(value, 0, 0, env));
}

function pretty(value: Value, indent: number, after: number, env: Env): string {
  const line = quotedText(sortedKeys(value, env), env, 'python');
  if (line.length <= WIDE - indent - after) {
    return line;
  }
  env.meter.enter();
  const text = prettyLines(value, indent, after, env) ?? line;
  env.meter.leave();
  return text;
}

function prettyLines(value: Value, indent: number, after: number, env: Env): string | undefined {
  const joint = `,\n${' '.repeat(indent + 1)}`;
  if (isList(value)) {
    return `[${value.map((item, i) => pretty(item, indent + 1, i === value.length - 1 ? after + 1 : 1, env)).join(joint)}]`;
  }
  if (value === null || typeof value !== 'object' || value instanceof Special || value instanceof Lookup) {
    return undefined;
  }
  const keys = Object.keys(value).sort(compareText);
  const parts = keys.map((key, i) => {
    const name = quotedText(key, env, 'python');
    const item = pretty(value[key] ?? null, indent + name.length + 3, i === keys.length - 1 ? after + 1 : 1, env);
    return `${name}: ${item}`;
  });
  return `{${parts.join(joint)}}`;
}

function sortedKeys(value: Value, env: Env): Value {
  env.meter.enter();
  let result = value;
  if (isList(value)) {
    env.meter.items(value.length);
    result = value.map((item) => sortedKeys(item, env));
  } else if (typeof value === 'object' && value !== null && !(value instanceof Special) && !(value instanceof Lookup)) {
    refuseSealed(value);
    const keys = Object.keys(value).sort(compareText);
    env.meter.items(keys.length * 4);
    result = new Dict(new Map(keys.map((key) => [key, [key, sortedKeys(value[key] ?? null, env)]])));
  }
  env.meter.leave();
  return result;
}
