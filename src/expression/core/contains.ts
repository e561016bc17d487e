import { chargeReading } from '../run.ts';
import { needed, stringOf } from './arguments.ts';
import { characterCount } from './characters.ts';
import { dictSize, lookUp } from './dictionary.ts';
import { equal } from './equality.ts';
import { iterate } from './iterate.ts';
import { refuseSealed } from './seal.ts';
import { defined } from './undefined.ts';
import { isList, isMapping, Special, unmarked, type Value } from './value.ts';

/** Whether a list has an item, a dictionary a key, a string a part. */
export function contains(container: Value, item: Value): boolean {
  refuseSealed(container);
  refuseSealed(defined(item));
  const text = unmarked(container);
  if (typeof text === 'string') {
    chargeReading(text);
    return text.includes(stringOf(item));
  }
  if (isMapping(container)) {
    return lookUp(container, item) !== undefined;
  }
  return isLoopable(container)
    ? iterate(container).some((member) => equal(member, item))
    : needed('a container', container);
}

/** Whether a loop can go over a value. */
export function isLoopable(value: Value): boolean {
  return (
    isList(value) ||
    isMapping(value) ||
    typeof value === 'string' ||
    (value instanceof Special && value.items() !== undefined)
  );
}

/** How many items, characters or entries a value has. */
export function sizeOf(value: Value): number {
  if (isList(value)) {
    return value.length;
  }
  const text = unmarked(defined(value));
  if (typeof text === 'string') {
    chargeReading(text);
    return characterCount(text);
  }
  if (isMapping(value)) {
    return dictSize(value);
  }
  return isLoopable(value) ? iterate(value).length : needed('a container', value);
}
