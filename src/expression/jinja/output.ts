import { concatSealed, type Sealed } from '../../value/sealed.ts';
import type { Env } from '../core/env.ts';
import { sealed } from '../core/seal.ts';
import { textOf } from '../core/text.ts';
import { defined } from '../core/undefined.ts';
import type { Value } from '../core/value.ts';

/** Text being put together; it becomes sealed when a sealed value is put in. */
export class Output {
  readonly #parts: (string | Sealed)[] = [];
  #sealed = false;

  push(value: Value, env: Env): void {
    if (sealed(defined(value))) {
      this.#sealed = true;
      this.#parts.push(value as Sealed);
    } else {
      this.#parts.push(env.meter.text(textOf(value, env)));
    }
  }

  finish(env: Env): string | Sealed {
    if (this.#sealed) {
      return concatSealed(this.#parts);
    }
    const parts = this.#parts as readonly string[];
    env.meter.reserve(parts.reduce((length, part) => length + part.length, 0));
    return parts.join('');
  }
}

/** The text of several values in a row. */
export function joinParts(values: readonly Value[], env: Env): string | Sealed {
  const output = new Output();
  for (const value of values) {
    output.push(value, env);
  }
  return output.finish(env);
}
