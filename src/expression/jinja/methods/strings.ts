import { stringOf } from '../../core/arguments.ts';
import { characterCount } from '../../core/characters.ts';
import { sliceText } from '../../core/member.ts';
import { strFormat } from '../../core/str-format.ts';
import {
  capitalize,
  converting,
  countOf,
  findText,
  joinTexts,
  lines,
  lower,
  padded,
  replaceText,
  split,
  splitRight,
  stripping,
  upper,
} from '../../core/text-functions.ts';
import { isList, tuple } from '../../core/value.ts';
import { fail } from '../../error.ts';
import { charge, chargeReading, chargeText, counted } from '../../run.ts';
import { byName, type Operation, operation } from '../operation.ts';

/** Whether all of a text is as a pattern says. */
function all(name: string, pattern: RegExp): Operation {
  return operation(`is${name} input:string`, (text) => {
    chargeReading(text);
    return pattern.test(text);
  });
}

function padding(name: string, side: '<' | 'center' | '>'): Operation {
  return operation(`${name} input:string width:int fillchar=:string`, (text, width, fill = ' ') =>
    characterCount(fill) === 1
      ? padded(text, width, side, fill)
      : fail('type_error', 'one character is needed to fill'),
  );
}

/** Whether a text has one of some parts at its end, or at its beginning. */
function edge(name: 'startsWith' | 'endsWith'): Operation {
  return operation(`${name.toLowerCase()} input:string part:any start=:int? end=:int?`, (text, part, start, end) => {
    const range = sliceText(text, start ?? 0, end ?? undefined, 1);
    return (isList(part) ? part : [part]).some((one) => range[name](stringOf(one)));
  });
}

function finding(name: string, last: boolean, strict: boolean): Operation {
  return operation(`${name} input:string sub:string start=:int? end=:int?`, (text, part, start, end) => {
    const at = findText(text, part, start ?? 0, end ?? undefined, last);
    return at === -1 && strict ? fail('value_error', 'the part is not there') : at;
  });
}

function partition(name: string, last: boolean): Operation {
  return operation(`${name} input:string sep:string`, (text, separator) => {
    chargeReading(text);
    const at = last ? text.lastIndexOf(separator) : text.indexOf(separator);
    if (separator === '') {
      fail('value_error', 'the separator is empty');
    }
    return at === -1
      ? tuple(...(last ? ['', '', text] : [text, '', '']))
      : tuple(text.slice(0, at), separator, text.slice(at + separator.length));
  });
}

function titled(text: string): string {
  return text.replace(/\p{L}+/gu, capitalize);
}

const MOST_TAB = 1000;

/** Methods of strings by name. */
export const STRING_METHODS: ReadonlyMap<string, Operation> = byName([
  operation('upper input:string', upper),
  operation('lower input:string', lower),
  operation(
    'casefold input:string',
    converting((text) => text.toLowerCase().replaceAll('ß', 'ss')),
  ),
  operation('capitalize input:string', converting(capitalize)),
  operation('title input:string', converting(titled, 1)),
  operation(
    'swapcase input:string',
    converting((text) =>
      text.replace(/\p{L}/gu, (letter) => {
        const large = letter.toUpperCase();
        return letter === large ? letter.toLowerCase() : large;
      }),
    ),
  ),
  operation('strip input:string chars=:string?', stripping(true, true)),
  operation('lstrip input:string chars=:string?', stripping(true, false)),
  operation('rstrip input:string chars=:string?', stripping(false, true)),
  operation('split input:string sep=:string? maxsplit=:int', split),
  operation('rsplit input:string sep=:string? maxsplit=:int', splitRight),
  operation('splitlines input:string keepends=:bool', lines),
  partition('partition', false),
  partition('rpartition', true),
  operation('join input:string items:items', (text, items) =>
    joinTexts(
      items.map((item) => stringOf(item)),
      text,
    ),
  ),
  operation('replace input:string old:string new:string count=:int', replaceText),
  edge('startsWith'),
  edge('endsWith'),
  operation('removeprefix input:string prefix:string', (text, part) =>
    text.startsWith(part) ? text.slice(part.length) : text,
  ),
  operation('removesuffix input:string suffix:string', (text, part) =>
    text.endsWith(part) ? text.slice(0, text.length - part.length) : text,
  ),
  finding('find', false, false),
  finding('rfind', true, false),
  finding('index', false, true),
  finding('rindex', true, true),
  operation('count input:string sub:string start=:int? end=:int?', (text, part, start, end) =>
    countOf(sliceText(text, start ?? 0, end ?? undefined, 1), part),
  ),
  padding('center', 'center'),
  padding('ljust', '<'),
  padding('rjust', '>'),
  operation('zfill input:string width:int', (text, width) => {
    const sign = /^[+-]?/.exec(text)?.[0] ?? '';
    return sign + padded(text.slice(sign.length), width - sign.length, '>', '0');
  }),
  operation('expandtabs input:string tabsize=:int', (text, size = 8) => {
    const width = Math.min(MOST_TAB, Math.max(0, size));
    charge(text.length);
    let column = 0;
    return counted(
      text.replace(/[^\t\n\r]+|[\t\n\r]/g, (part) => {
        const shown = part === '\t' ? ' '.repeat(width === 0 ? 0 : width - (column % width)) : part;
        chargeText(shown.length);
        column = /[\n\r]/.test(part) ? 0 : column + characterCount(shown);
        return shown;
      }),
    );
  }),
  operation('format input:string **named:any *positional:any', (text, named, ...positional) =>
    strFormat(text, { positional, named }),
  ),
  all('digit', /^[\p{Nd}\u00b2\u00b3\u00b9\u2070\u2074-\u2079\u2080-\u2089\u2460-\u2468]+$/u),
  all('decimal', /^\p{Nd}+$/u),
  all('numeric', /^\p{N}+$/u),
  all('alpha', /^\p{L}+$/u),
  all('alnum', /^[\p{L}\p{N}]+$/u),
  all('space', /^\s+$/),
  all('ascii', /^[\0-\x7f]*$/),
  all('identifier', /^[\p{L}_][\p{L}\p{N}_]*$/u),
  all('lower', /^(?=.*\p{Ll})\P{Lu}*$/su),
  all('upper', /^(?=.*\p{Lu})\P{Ll}*$/su),
  operation('istitle input:string', (text) => /\p{L}/u.test(text) && titled(text) === text),
]);
