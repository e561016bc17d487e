import { concatSealed, type Sealed } from '../../value/sealed.ts';
import { sealed } from '../core/seal.ts';
import { textOf } from '../core/text.ts';
import { defined } from '../core/undefined.ts';
import type { Value } from '../core/value.ts';
import { chargeText, counted } from '../run.ts';

/** Text being put together; it becomes sealed when a sealed value is put in. */
export class Output {
  readonly #parts: (string | Sealed)[] = [];
  #sealed = false;

  push(value: Value): void {
    if (sealed(defined(value))) {
      this.#sealed = true;
      this.#parts.push(value as Sealed);
    } else {
      this.#parts.push(counted(textOf(value)));
    }
  }

  finish(): string | Sealed {
    if (this.#sealed) {
      return concatSealed(this.#parts);
    }
    const parts = this.#parts as readonly string[];
    chargeText(parts.reduce((length, part) => length + part.length, 0));
    return parts.join('');
  }
}

/** The text of several values in a row. */
export function joinParts(values: readonly Value[]): string | Sealed {
  const output = new Output();
  for (const value of values) {
    output.push(value);
  }
  return output.finish();
}
