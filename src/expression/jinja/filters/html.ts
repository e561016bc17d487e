import { entriesOf, type Pair } from '../../core/dictionary.ts';
import type { Env } from '../../core/env.ts';
import { iterate } from '../../core/iterate.ts';
import { textOf } from '../../core/text.ts';
import { countOf } from '../../core/text-functions.ts';
import { defined, Undefined } from '../../core/undefined.ts';
import { isList, isMapping, Markup, type Value } from '../../core/value.ts';
import { fail } from '../../error.ts';
import { type Operation, operation } from '../operation.ts';

const SPECIAL = /[&<>"']/g;
/** Text is escaped in pieces, so that the budget is seen before very much text comes into being. */
const PIECE = 65_536;
const ENTITIES: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', '#34': '"', '#39': "'" };
const MORE_ENTITIES: Readonly<Record<string, string>> = { ...ENTITIES, quot: '"', apos: "'", nbsp: '\u00a0' };
const NAMES = new Map(Object.entries(ENTITIES).map(([name, character]) => [character, `&${name};`]));

/** Text with `& < > " '` as entities. */
export function escapeHtml(text: string, env: Env): string {
  let out = '';
  for (let at = 0; at < text.length && out.length <= env.meter.budget.stringSize; at += PIECE) {
    const source = text.slice(at, at + PIECE);
    const piece = source.replace(SPECIAL, (character) => NAMES.get(character) ?? character);
    env.meter.charge((piece.length - source.length) >> 2);
    out += piece;
  }
  return env.meter.text(out);
}

function escaped(value: Value, env: Env): Markup {
  return new Markup(escapeHtml(textOf(defined(value), env), env));
}

/** Text without what stands between two marks. */
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
  if (Object.hasOwn(MORE_ENTITIES, name)) {
    return MORE_ENTITIES[name] ?? whole;
  }
  const code = Number(name.replace(/^#x/i, '0x').replace('#', ''));
  return code <= 0x10ffff ? String.fromCodePoint(code) : whole;
}

function quoted(value: Value, env: Env): string {
  const text = textOf(value, env);
  env.meter.charge(text.length >> 3);
  return encodeURIComponent(text.toWellFormed()).replace(
    /[!'()*]/g,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}

function query(pairs: readonly Pair[], env: Env): string {
  const parts = pairs.map((pair) => pair.map((part) => quoted(part, env).replaceAll('%20', '+')).join('='));
  return env.meter.text(parts.join('&'));
}

export const HTML_FILTERS: readonly Operation[] = [
  operation('escape|e input:lenient', (env, input) => (input instanceof Markup ? input : escaped(input, env))),
  operation('forceescape input:lenient', (env, input) => escaped(input, env)),
  operation('safe input:lenient', (env, input) => new Markup(textOf(defined(input), env))),
  operation('striptags input:text', (env, text) => {
    env.meter.charge(countOf(text, '&', env));
    const bare = dropBetween(dropBetween(text, '<!--', '-->'), '<', '>');
    return (bare.match(/\S+/g) ?? []).join(' ').replace(/&(#x?[\da-f]+|[a-z]+);/gi, entity);
  }),
  operation('urlencode input:any', (env, input) => {
    if (isMapping(input)) {
      return query(entriesOf(input, env), env);
    }
    if (!isList(input)) {
      return env.meter.text(quoted(input, env).replaceAll('%2F', '/'));
    }
    const pairs = input.map((pair): Pair => {
      const [key = null, value = null] = iterate(pair, env);
      return [key, value];
    });
    return query(pairs, env);
  }),
  operation('xmlattr input:dict autospace=:bool', (env, dict, space = true) => {
    const parts = entriesOf(dict, env)
      .filter(([, value]) => value !== null && !(value instanceof Undefined))
      .map(([key, value]) => {
        const name = textOf(key, env);
        return /[\s/>=]/.test(name)
          ? fail('value_error', `'${name}' cannot be the name of an attribute`)
          : ` ${escapeHtml(name, env)}="${escapeHtml(textOf(value, env), env)}"`;
      });
    const joined = env.meter.text(parts.join(''));
    return new Markup(space ? joined : joined.trimStart());
  }),
];
