import type { Json } from '../../value/json.ts';
import { exceeded } from '../error.ts';
import { deeper } from '../run.ts';
import { needed } from './arguments.ts';
import { entriesOf, keyText } from './dictionary.ts';
import { sealed } from './seal.ts';
import { Dict, isList, isPlainDict, Special, Tuple, type Value } from './value.ts';

/** The largest result, as JSON text in characters, roughly: the ceiling of one value. */
const LARGEST = 16 * 1024 * 1024;

/** What every part counts at least. */
const SMALLEST = 8;

type Composite = Exclude<Value, null | boolean | number | string>;

/**
 * The plain JSON of a value that leaves the expression. Data that holds nothing but JSON is handed out as it is,
 * not copied. Shared parts are visited once but counted each time: as text they would be written each time.
 */
export function leave(value: Value): Json {
  if (value === null || typeof value !== 'object') {
    return value;
  }
  const seen = new Map<Composite, readonly [Json, number]>();
  let size = 0;

  const json = (part: Value): Json => {
    size += SMALLEST;
    if (part === null || typeof part !== 'object') {
      size += typeof part === 'string' ? part.length : 0;
      return part;
    }
    const before = size;
    let [result, counted] = seen.get(part) ?? [undefined, 0];
    size += counted;
    if (size > LARGEST) {
      exceeded(LARGEST, 'characters of a result');
    }
    if (result === undefined) {
      result = deeper(() => composite(part));
      seen.set(part, [result, size - before]);
    }
    return result;
  };

  const composite = (part: Composite): Json => {
    if (isList(part)) {
      const items = part.map(json);
      const same = !(part instanceof Tuple) && items.every((item, i) => item === part[i]);
      return same ? (part as Json) : items;
    }
    if (part instanceof Special && !(part instanceof Dict)) {
      const plain = part.plain();
      return plain === undefined ? needed('a JSON value', part) : json(plain);
    }
    if (sealed(part)) {
      return part;
    }
    const entries = entriesOf(part);
    const left = entries.map(([key, item]) => {
      const name = keyText(key);
      size += name.length;
      return [name, json(item)] as const;
    });
    const same = isPlainDict(part) && left.every(([, item], i) => item === entries[i]?.[1]);
    return same ? (part as Json) : Object.fromEntries(left);
  };

  return json(value);
}
