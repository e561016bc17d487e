import { chargeText, counted, deeper } from '../run.ts';
import { compareText } from './characters.ts';
import { quotedText, SORTED, SPACED } from './text.ts';
import { isList, isPlainDict, type Value } from './value.ts';

/** JSON with a level's indentation, as a number of blanks or as text, if it is to be in lines. */
export function spacedJson(value: Value, indent: Value): string {
  const margin = typeof indent === 'string' ? indent : typeof indent === 'number' ? spaces(indent) : undefined;
  return quotedText(value, { ...SPACED, margin });
}

/** So many blanks. */
export function spaces(width: number): string {
  const count = Math.max(0, Math.floor(width));
  chargeText(count);
  return ' '.repeat(count);
}

const WIDE = 80;

/** A value as Python's `pprint` shows it: on one line if it fits, else one entry a line; keys sorted. */
export function prettyPython(value: Value): string {
  return counted(pretty(value, 0, 0));
}

function pretty(value: Value, indent: number, after: number): string {
  const line = quotedText(value, SORTED);
  const isDict = isPlainDict(value);
  if (line.length <= WIDE - indent - after || (!isList(value) && !isDict)) {
    return line;
  }
  const parts = isDict
    ? Object.keys(value)
        .sort(compareText)
        .map((key) => [`${quotedText(key, SORTED)}: `, value[key] as Value] as const)
    : value.map((item) => ['', item] as const);
  const shown = deeper(() =>
    parts.map(([key, item], i) => key + pretty(item, indent + key.length + 1, i === parts.length - 1 ? after + 1 : 1)),
  );
  const [open, close] = isDict ? '{}' : '[]';
  return open + shown.join(`,\n${' '.repeat(indent + 1)}`) + close;
}
