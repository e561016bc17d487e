import { needed, stringOf } from '../../core/arguments.ts';
import { characterCount } from '../../core/characters.ts';
import { sliceText } from '../../core/member.ts';
import { strFormat } from '../../core/str-format.ts';
import {
  countOf,
  type Find,
  findText,
  joinTexts,
  lines,
  padded,
  replaceText,
  split,
  splitRight,
  stripping,
  titled,
} from '../../core/text-functions.ts';
import { isList, tuple, type Value } from '../../core/value.ts';
import { fail } from '../../error.ts';
import { chargeReading } from '../../run.ts';
import { CASES } from '../filters/text.ts';
import { byName, type Operation, operations } from '../operation.ts';

/** Whether all of a text is as a pattern says. */
function all(pattern: RegExp) {
  return (text: string): boolean => {
    chargeReading(text);
    return pattern.test(text);
  };
}

function padding(side: '<' | 'center' | '>') {
  return (text: string, width: number, fill = ' '): string =>
    characterCount(fill) === 1 ? padded(text, width, side, fill) : needed('one character', fill);
}

/** Whether a text has one of some parts at its end, or at its beginning. */
function edge(name: 'startsWith' | 'endsWith') {
  return (text: string, part: Value, start?: number | null, end?: number | null): boolean => {
    const range = sliceText(text, start, end);
    return (isList(part) ? part : [part]).some((one) => range[name](stringOf(one)));
  };
}

function finding(find: Find, strict?: boolean) {
  return (text: string, part: string, start?: number | null, end?: number | null): number => {
    const at = findText(text, part, start ?? 0, end, find);
    return at === -1 && strict ? fail('value_error', 'the part is not there') : at;
  };
}

function partition(find: Find) {
  return (text: string, separator: string): Value => {
    chargeReading(text);
    const at = separator === '' ? fail('value_error', 'the separator is empty') : text[find](separator);
    return at === -1
      ? tuple(...(find === 'indexOf' ? [text, '', ''] : ['', '', text]))
      : tuple(text.slice(0, at), separator, text.slice(at + separator.length));
  };
}

const title = titled(/\p{L}+/gu);

/** Methods of strings by name. */
export const STRING_METHODS: ReadonlyMap<string, Operation> = byName([
  ...CASES,
  ...operations({
    'title input:string': title,
    'strip input:string chars=:string?': stripping(true, true),
    'lstrip input:string chars=:string?': stripping(true, false),
    'rstrip input:string chars=:string?': stripping(false, true),
    'split input:string sep=:string? maxsplit=:int': split,
    'rsplit input:string sep=:string? maxsplit=:int': splitRight,
    'splitlines input:string keepends=:bool': lines,
    'partition input:string sep:string': partition('indexOf'),
    'rpartition input:string sep:string': partition('lastIndexOf'),
    'join input:string items:items': (text, items) => joinTexts(items.map(stringOf), text),
    'replace input:string old:string new:string count=:int': replaceText,
    'startswith input:string part:any start=:int? end=:int?': edge('startsWith'),
    'endswith input:string part:any start=:int? end=:int?': edge('endsWith'),
    'removeprefix input:string prefix:string': (text, part) => (text.startsWith(part) ? text.slice(part.length) : text),
    'removesuffix input:string suffix:string': (text, part) =>
      text.endsWith(part) ? text.slice(0, text.length - part.length) : text,
    'find input:string sub:string start=:int? end=:int?': finding('indexOf'),
    'rfind input:string sub:string start=:int? end=:int?': finding('lastIndexOf'),
    'index input:string sub:string start=:int? end=:int?': finding('indexOf', true),
    'rindex input:string sub:string start=:int? end=:int?': finding('lastIndexOf', true),
    'count input:string sub:string start=:int? end=:int?': (text, part, start, end) =>
      countOf(sliceText(text, start, end), part),
    'center input:string width:int fillchar=:string': padding('center'),
    'ljust input:string width:int fillchar=:string': padding('<'),
    'rjust input:string width:int fillchar=:string': padding('>'),
    'zfill input:string width:int': (text, width) => {
      const [sign = ''] = /^[+-]?/.exec(text) ?? [];
      return padded(text.slice(sign.length), width, '=', '0', sign);
    },
    'format input:string **named:any *positional:any': (text, named, ...positional) =>
      strFormat(text, positional, named),
    'isdigit input:string': all(/^[\p{Nd}\xb2\xb3\xb9\u2070\u2074-\u2079\u2080-\u2089\u2460-\u2468]+$/u),
    'isalpha input:string': all(/^\p{L}+$/u),
    'isalnum input:string': all(/^[\p{L}\p{N}]+$/u),
    'isspace input:string': all(/^\s+$/),
    'islower input:string': all(/^(?=.*\p{Ll})\P{Lu}*$/su),
    'isupper input:string': all(/^(?=.*\p{Lu})\P{Ll}*$/su),
  }),
]);
