import { fail } from '../error.ts';
import { charge, counted, deeper, run, type TextStyle } from '../run.ts';
import type { Lookup } from '../scope.ts';
import { compareText } from './characters.ts';
import { keyText, type Pair, pairsOf } from './dictionary.ts';
import { hexEscape, numberText, pythonQuoted } from './python-text.ts';
import { Dict, describe, Float, isList, Markup, Special, Tuple, unmarked, type Value } from './value.ts';

/** How a value is written. */
export interface Form {
  readonly comma: string;
  readonly colon: string;
  readonly scalar: (value: Value) => string;
  /** Whether keys must be text, and whether they are sorted by it. */
  readonly json: boolean;
  readonly sorted: boolean;
  /** Whether lists are written in parentheses. */
  readonly fixed: (list: readonly Value[]) => boolean;
  /** What stands before each item, once for each level, if each has a line of its own. */
  readonly margin?: string | undefined;
}

const PYTHON: Form = {
  comma: ', ',
  colon: ': ',
  scalar: pythonScalar,
  json: false,
  sorted: false,
  fixed: (list) => list instanceof Tuple,
};
const JSON_FORM: Form = { ...PYTHON, json: true, scalar: jsonScalar, fixed: () => false };

const FORMS: Readonly<Record<TextStyle, Form>> = {
  python: PYTHON,
  tuples: { ...PYTHON, fixed: () => true },
  json: { ...JSON_FORM, comma: ',', colon: ':' },
};

const NON_ASCII = /[\u007f-\uffff]/g;

/** JSON as Python's `json.dumps` writes it: blanks after separators, keys sorted, ASCII only. */
export const SPACED: Form = {
  ...JSON_FORM,
  sorted: true,
  scalar: (value) =>
    typeof value === 'number' || value instanceof Float
      ? pythonScalar(value)
      : jsonScalar(value).replace(NON_ASCII, (character) => hexEscape(character.charCodeAt(0), 4)),
};

/** As Python writes values, with keys sorted. */
export const SORTED: Form = { ...PYTHON, sorted: true };

/** The text of a value as it stands in interpolated text: strings bare, the rest in the style's form. */
export function textOf(value: Value): string {
  const text = unmarked(value);
  return typeof text === 'string' ? text : quotedText(text);
}

/** The text of a value as it stands inside a list: strings quoted. */
export function quotedText(value: Value, form: Form = FORMS[run.style]): string {
  const out: string[] = [];
  const put = (text: string): void => {
    charge(1);
    out.push(counted(text));
  };

  /** So many items between brackets. */
  const sequence = (
    brackets: string,
    count: number,
    item: (i: number, lineEnd: string) => void,
    lineEnd: string,
  ): void => {
    const inLines = form.margin !== undefined && count > 0;
    const inner = inLines ? lineEnd + form.margin : lineEnd;
    put(brackets.charAt(0));
    for (let i = 0; i < count; i++) {
      if (inLines) {
        put((i > 0 ? ',' : '') + inner);
      } else if (i > 0) {
        put(form.comma);
      }
      item(i, inner);
    }
    put((inLines ? lineEnd : '') + brackets.slice(1));
  };

  const write = (given: Value, lineEnd: string): void => {
    if (given === null || typeof given !== 'object' || given instanceof Float || given instanceof Markup) {
      put(form.scalar(given));
      return;
    }
    deeper(() => writeComposite(given, lineEnd));
  };

  const writeComposite = (given: Exclude<Value, null | boolean | number | string>, lineEnd: string): void => {
    const special = given instanceof Special && !(given instanceof Dict) ? textOfSpecial(given) : given;
    if (typeof special === 'string') {
      put(special);
    } else if (isList(special)) {
      const brackets = !form.fixed(special) ? '[]' : special.length === 1 ? '(,)' : '()';
      sequence(brackets, special.length, (i, inner) => write(special[i] as Value, inner), lineEnd);
    } else {
      const entries = pairsOf(special as Dict | Lookup).map(
        ([key, item]) => [form.json ? keyText(key) : key, item] as const,
      );
      const ordered = form.sorted ? entries.toSorted(([a], [b]) => compareText(String(a), String(b))) : entries;
      const entry = (i: number, inner: string): void => {
        const [key, item] = ordered[i] as Pair;
        write(key, inner);
        put(form.colon);
        write(item, inner);
      };
      sequence('{}', ordered.length, entry, lineEnd);
    }
  };

  write(value, '\n');
  return out.join('');
}

function textOfSpecial(value: Special): string | readonly Value[] {
  return value.text() ?? fail('type_error', `${describe(value)} has no text`);
}

function pythonScalar(value: Value): string {
  if (typeof value === 'number') {
    return numberText(value);
  }
  if (value instanceof Float) {
    return numberText(value.value, true);
  }
  if (value === null) {
    return 'None';
  }
  return typeof value === 'boolean' ? (value ? 'True' : 'False') : pythonQuoted(String(unmarked(value)));
}

function jsonScalar(value: Value): string {
  if (value instanceof Float) {
    return Number.isFinite(value.value) ? String(value.value) : pythonScalar(value);
  }
  return JSON.stringify(unmarked(value));
}
