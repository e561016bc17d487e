import { charge, counted, deeper, run, type TextStyle } from '../run.ts';
import { needed } from './arguments.ts';
import { compareText } from './characters.ts';
import { keyText, type Mapping, pairsOf } from './dictionary.ts';
import { numberText, pythonQuoted, unicodeEscape } from './python-text.ts';
import { Dict, Float, isList, Markup, Special, Tuple, unmarked, type Value } from './value.ts';

/** How a value is written. */
export interface Form {
  /** What stands behind commas and colons. */
  readonly gap: string;
  readonly scalar: (value: Value) => string;
  /** Whether keys must be text, and whether they are sorted by it. */
  readonly json: boolean;
  readonly sorted: boolean;
  /** Whether all lists are written in parentheses. */
  readonly tuples: boolean;
  /** What stands before each item, once for each level, if each has a line of its own. */
  readonly margin?: string | undefined;
}

const PYTHON: Form = {
  gap: ' ',
  scalar: pythonScalar,
  json: false,
  sorted: false,
  tuples: false,
};
const JSON_FORM: Form = { ...PYTHON, json: true, scalar: jsonScalar };

const FORMS: Readonly<Record<TextStyle, Form>> = {
  python: PYTHON,
  tuples: { ...PYTHON, tuples: true },
  json: { ...JSON_FORM, gap: '' },
};

const NON_ASCII = /[\u007f-\uffff]/g;

/** JSON as Python's `json.dumps` writes it: blanks after separators, keys sorted, ASCII only. */
export const SPACED: Form = {
  ...JSON_FORM,
  sorted: true,
  scalar: (value) =>
    typeof value === 'number' || value instanceof Float
      ? pythonScalar(value)
      : jsonScalar(value).replace(NON_ASCII, unicodeEscape),
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
  // Put together once, at the end: text would be copied at every level that is around it.
  const out: string[] = [];
  const put = (text: string): void => {
    out.push(counted(text));
  };
  const write = (given: Value, lineEnd: string): void => {
    charge(1);
    if (given === null || typeof given !== 'object' || given instanceof Float || given instanceof Markup) {
      put(form.scalar(given));
    } else {
      deeper(() => writeComposite(given, lineEnd));
    }
  };
  const writeComposite = (given: Exclude<Value, null | boolean | number | string>, lineEnd: string): void => {
    const shown =
      given instanceof Special && !(given instanceof Dict)
        ? (given.text() ?? needed('a value with a text', given))
        : given;
    if (typeof shown === 'string') {
      put(shown);
      return;
    }
    const list = isList(shown);
    const parts = list ? shown : entriesIn(shown as Mapping, form);
    const brackets = list
      ? form.tuples || (shown instanceof Tuple && !form.json)
        ? parts.length === 1
          ? '(,)'
          : '()'
        : '[]'
      : '{}';
    const inner = form.margin === undefined || parts.length === 0 ? '' : lineEnd + form.margin;
    put(brackets.charAt(0));
    parts.forEach((part, i) => {
      put(!list && i % 2 === 1 ? `:${form.gap}` : i === 0 ? inner : `,${inner || form.gap}`);
      write(part, inner);
    });
    put((inner && lineEnd) + brackets.slice(1));
  };

  write(value, '\n');
  return out.join('');
}

/** Keys and values of a dictionary in turn, as a form has them. */
function entriesIn(dict: Mapping, form: Form): readonly Value[] {
  const pairs = pairsOf(dict);
  const ordered = form.sorted ? pairs.toSorted(([a], [b]) => compareText(String(a), String(b))) : pairs;
  const parts: Value[] = [];
  for (const [key, item] of ordered) {
    parts.push(form.json ? keyText(key) : key, item);
  }
  return parts;
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
