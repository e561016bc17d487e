import { pairsOf } from '../../core/dictionary.ts';
import { pairsIn } from '../../core/pairs.ts';
import { textOf } from '../../core/text.ts';
import { countOf } from '../../core/text-functions.ts';
import { defined, Undefined } from '../../core/undefined.ts';
import { isList, isMapping, Markup, type Value } from '../../core/value.ts';
import { fail } from '../../error.ts';
import { charge, counted } from '../../run.ts';
import { type Operation, operations } from '../operation.ts';

const NAMES: Readonly<Record<string, string>> = { '&': 'amp', '<': 'lt', '>': 'gt' };
const ENTITIES: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'", nbsp: '\xa0' };

/** Text with `& < > " '` as entities, in pieces, so that the budget is seen before very much text comes into being. */
function escapeHtml(text: string): string {
  const inPieces = text.replace(/[\s\S]{1,65536}/g, (piece) => {
    const out = piece.replace(/[&<>"']/g, (sign) => `&${NAMES[sign] ?? `#${sign.charCodeAt(0)}`};`);
    charge((out.length - piece.length) >> 2);
    return out;
  });
  return counted(inPieces);
}

function escaped(text: string): Markup {
  return new Markup(escapeHtml(text));
}

/** Text without what a pattern finds, up to the last of the marks that end it: so each that begins is found an end. */
function without(text: string, pattern: RegExp, mark: string): string {
  const end = text.lastIndexOf(mark) + mark.length;
  return text.slice(0, end).replace(pattern, '') + text.slice(end);
}

function entity(whole: string, name: string): string {
  const code = Number(name.replace(/^#x/i, '0x').replace('#', ''));
  return Object.hasOwn(ENTITIES, name)
    ? (ENTITIES[name] as string)
    : code <= 0x10ffff
      ? String.fromCodePoint(code)
      : whole;
}

function quoted(value: Value): string {
  const text = textOf(value);
  charge(text.length >> 3);
  return encodeURIComponent(text.toWellFormed()).replace(
    /[!'()*]/g,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}

export const HTML_FILTERS: readonly Operation[] = operations({
  'escape|e input:lenient': (input) => (input instanceof Markup ? input : escaped(textOf(defined(input)))),
  'forceescape input:text': escaped,
  'safe input:text': (text) => new Markup(text),
  'striptags input:text': (text) => {
    charge(countOf(text, '&'));
    const bare = without(without(text, /<!--[\s\S]*?-->/g, '-->'), /<[^>]*>/g, '>');
    return (bare.match(/\S+/g) ?? []).join(' ').replace(/&(#x?[\da-f]+|[a-z]+);/gi, entity);
  },
  'urlencode input:any': (input) => {
    if (!isMapping(input) && !isList(input)) {
      return counted(quoted(input).replaceAll('%2F', '/'));
    }
    const parts = pairsIn(input).map((pair) => pair.map((part) => quoted(part).replaceAll('%20', '+')).join('='));
    return counted(parts.join('&'));
  },
  'xmlattr input:dict autospace=:bool': (dict, space = true) => {
    const parts = pairsOf(dict)
      .filter(([, value]) => value !== null && !(value instanceof Undefined))
      .map(([key, value]) => {
        const name = textOf(key);
        return /[\s/>=]/.test(name)
          ? fail('value_error', `the name '${name}' is not valid`)
          : ` ${escapeHtml(name)}="${escapeHtml(textOf(value))}"`;
      });
    const joined = counted(parts.join(''));
    return new Markup(space ? joined : joined.trimStart());
  },
});
