import { compareText } from './characters.ts';
import type { Env } from './env.ts';
import { quotedText, SORTED, SPACED } from './text.ts';
import { isList, isPlainDict, type Value } from './value.ts';

/** JSON with a level's indentation, as a number of blanks or as text, if it is to be in lines. */
export function spacedJson(value: Value, indent: Value, env: Env): string {
  const margin = typeof indent === 'string' ? indent : typeof indent === 'number' ? spaces(indent, env) : undefined;
  return quotedText(value, env, { ...SPACED, margin });
}

/** So many blanks. */
export function spaces(width: number, env: Env): string {
  const count = Math.max(0, Math.floor(width));
  env.meter.reserve(count);
  return ' '.repeat(count);
}

const WIDE = 80;

/** A value as Python's `pprint` shows it: on one line if it fits, else one entry a line; keys sorted. */
export function prettyPython(value: Value, env: Env): string {
  return env.meter.text(pretty(value, 0, 0, env));
}

function pretty(value: Value, indent: number, after: number, env: Env): string {
  const line = quotedText(value, env, SORTED);
  const isDict = isPlainDict(value);
  if (line.length <= WIDE - indent - after || (!isList(value) && !isDict)) {
    return line;
  }
  env.meter.enter();
  const parts = isDict
    ? Object.keys(value)
        .sort(compareText)
        .map((key) => [`${quotedText(key, env, SORTED)}: `, value[key] as Value] as const)
    : value.map((item) => ['', item] as const);
  const shown = parts.map(
    ([key, item], i) => key + pretty(item, indent + key.length + 1, i === parts.length - 1 ? after + 1 : 1, env),
  );
  env.meter.leave();
  const [open, close] = isDict ? '{}' : '[]';
  return open + shown.join(`,\n${' '.repeat(indent + 1)}`) + close;
}
