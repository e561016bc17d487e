import { charge, counted, deeper, run, type TextStyle } from '../run.ts';
import type { Lookup } from '../scope.ts';
import { needed } from './arguments.ts';
import { compareText } from './characters.ts';
import { keyText, pairsOf } from './dictionary.ts';
import { numberText, pythonQuoted, unicodeEscape } from './python-text.ts';
import { Dict, Float, isList, Markup, Special, Tuple, unmarked, type Value } from './value.ts';

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
    const shown = given instanceof Special && !(given instanceof Dict) ? textOfSpecial(given) : given;
    if (typeof shown === 'string') {
      put(shown);
    } else if (isList(shown)) {
      const brackets = form.fixed(shown) ? (shown.length === 1 ? '(,)' : '()') : '[]';
      enclose(brackets, shown, lineEnd, write);
    } else {
      const entries = pairsOf(shown as Dict | Lookup).map(
        ([key, item]) => [form.json ? keyText(key) : key, item] as const,
      );
      const ordered = form.sorted ? entries.toSorted(([a], [b]) => compareText(String(a), String(b))) : entries;
      enclose('{}', ordered, lineEnd, ([key, item], inner) => {
        write(key, inner);
        put(form.colon);
        write(item, inner);
      });
    }
  };
  /** Items between brackets. */
  const enclose = <T>(
    brackets: string,
    items: readonly T[],
    lineEnd: string,
    item: (one: T, lineEnd: string) => void,
  ): void => {
    const inLines = form.margin !== undefined && items.length > 0;
    const inner = inLines ? lineEnd + form.margin : lineEnd;
    put(brackets.charAt(0));
    for (const [i, one] of items.entries()) {
      const comma = i > 0 ? form.comma : '';
      put(inLines ? comma.trimEnd() + inner : comma);
      item(one, inner);
    }
    put((inLines ? lineEnd : '') + brackets.slice(1));
  };

  write(value, '\n');
  return out.join('');
}

function textOfSpecial(value: Special): string | readonly Value[] {
  return value.text() ?? needed('a value with a text', value);
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
