import { isObject } from '../../value/json.ts';
import type { Definition } from '../definition.ts';

/** Lifts a stored definition of one format to the next. */
type Upcast = (stored: unknown) => unknown;

/** Format → the function that lifts it to the next one. Formats once released are never taken out. */
const UPCASTS: ReadonlyMap<number, Upcast> = new Map();

const FORMAT = 1;

/** Thrown for a stored definition that this engine cannot read: newer than itself, or no definition. */
export class UnknownFormatError extends Error {
  override readonly name = 'UnknownFormatError';
}

/**
 * A stored definition in the present format.
 * @throws UnknownFormatError for a format that this engine does not know.
 */
export function upcast(stored: unknown): Definition {
  let value = stored;
  for (let format = formatOf(value); format !== FORMAT; format = formatOf(value)) {
    const lift = UPCASTS.get(format);
    if (lift === undefined) {
      throw new UnknownFormatError(`definition format ${format} is not known to this engine`);
    }
    value = lift(value);
  }
  return value as Definition;
}

function formatOf(value: unknown): number {
  const format = isObject(value) ? value.format : undefined;
  if (typeof format !== 'number') {
    throw new UnknownFormatError('this is not a stored definition: it has no format number');
  }
  return format;
}
