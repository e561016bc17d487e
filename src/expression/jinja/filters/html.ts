import { entriesOf } from '../../core/dictionary.ts';
import type { Env } from '../../core/env.ts';
import { iterate } from '../../core/iterate.ts';
import { type AnyOperation, operation } from '../../core/signature.ts';
import { textOf } from '../../core/text.ts';
import { truth } from '../../core/truth.ts';
import { Undefined } from '../../core/undefined.ts';
import { describe, isList, isMapping, Markup, type Value } from '../../core/value.ts';
import { fail } from '../../error.ts';

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&#34;',
  "'": '&#39;',
};
const SPECIAL = /[&<>"']/g;
const PIECE = 65_536;

/** Text with the characters that mean something in HTML written out; piece by piece, which takes less memory. */
export function escapeHtml(text: string, env: Env): string {
  let out = '';
  for (let at = 0; at < text.length; at += PIECE) {
    const source = text.slice(at, at + PIECE);
    const piece = source.replace(SPECIAL, (character) => ENTITIES[character] ?? character);
    env.meter.charge((piece.length - source.length) >> 2);
    out += piece;
    if (out.length > env.meter.budget.stringSize) {
      break;
    }
  }
  return env.meter.text(out);
}

const escaping = operation('', (input, _, env) =>
  input instanceof Markup ? input : new Markup(escapeHtml(textOf(input, env), env)),
);

/** Filters that write or read HTML and URLs. */
export const HTML_FILTERS: readonly (readonly [string, AnyOperation])[] = [
  ['escape', escaping],
  ['e', escaping],
  ['forceescape', operation('', (input, _, env) => new Markup(escapeHtml(textOf(input, env), env)))],
  ['safe', operation('', (input, _, env) => new Markup(textOf(input, env)))],
  ['striptags', operation('', (input, _, env) => stripTags(textOf(input, env), env))],
  ['urlencode', operation('', urlEncode)],
  ['xmlattr', operation('autospace?', xmlAttributes)],
];

const NAMED: Readonly<Record<string, string>> = {
  amp: '&',
  lt: '<',
  gt: '>',
  quot: '"',
  apos: "'",
  nbsp: '\u00a0',
};

function stripTags(text: string, env: Env): string {
  env.meter.read(text);
  const bare = dropBetween(dropBetween(text, '<!--', '-->'), '<', '>');
  return bare
    .split(/\s+/)
    .filter(Boolean)
    .join(' ')
    .replace(/&(#x?[\da-f]+|[a-z]+);/gi, entity);
}

function dropBetween(text: string, open: string, close: string): string {
  let out = '';
  let at = 0;
  for (let start = text.indexOf(open); start !== -1; start = text.indexOf(open, at)) {
    const end = text.indexOf(close, start + open.length);
    if (end === -1) {
      break;
    }
    out += text.slice(at, start);
    at = end + close.length;
  }
  return out + text.slice(at);
}

function entity(whole: string, name: string): string {
  if (!name.startsWith('#')) {
    return (Object.hasOwn(NAMED, name) ? NAMED[name] : undefined) ?? whole;
  }
  const code = /^#x/i.test(name) ? Number.parseInt(name.slice(2), 16) : Number(name.slice(1));
  return code <= 0x10ffff ? String.fromCodePoint(code) : whole;
}

function urlEncode(input: Value, _: unknown, env: Env): Value {
  if (isMapping(input)) {
    return query(entriesOf(input, env), env);
  }
  if (isList(input)) {
    return query(
      input.map((pair) => keyAndValue(iterate(pair, env))),
      env,
    );
  }
  return env.meter.text(quote(textOf(input, env), true, env));
}

function keyAndValue([key = null, value = null]: readonly Value[]): readonly [Value, Value] {
  return [key, value];
}

function query(pairs: readonly (readonly [Value, Value])[], env: Env): string {
  const part = (value: Value): string => quote(textOf(value, env), false, env).replaceAll('%20', '+');
  return env.meter.text(pairs.map(([key, value]) => `${part(key)}=${part(value)}`).join('&'));
}

function quote(text: string, keepSlash: boolean, env: Env): string {
  env.meter.charge(text.length >> 3);
  const encoded = encodeURIComponent(text.toWellFormed()).replace(
    /[!'()*]/g,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  );
  return keepSlash ? encoded.replaceAll('%2F', '/') : encoded;
}

function xmlAttributes(input: Value, [space = true]: readonly (Value | undefined)[], env: Env): Value {
  if (!isMapping(input)) {
    return fail('type_error', `${describe(input)} has no keys and values`);
  }
  const parts = entriesOf(input, env)
    .filter(([, value]) => value !== null && !(value instanceof Undefined))
    .map(([key, value]) => {
      const name = textOf(key, env);
      if (/[\s/>=]/.test(name)) {
        fail('value_error', `'${name}' cannot be the name of an attribute`);
      }
      return `${escapeHtml(name, env)}="${escapeHtml(textOf(value, env), env)}"`;
    });
  const joined = parts.join(' ');
  return new Markup(env.meter.text(truth(space) && joined !== '' ? ` ${joined}` : joined));
}
