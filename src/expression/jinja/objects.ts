import { type Mapping, pairsOf } from '../core/dictionary.ts';
import { Special, type Value } from '../core/value.ts';

/** `namespace(…)`: what `set ns.x = …` writes to; lives for one evaluation. */
export class Namespace extends Special {
  override readonly typeName = 'a namespace';
  readonly members: Map<Value, Value>;

  constructor(initial: Mapping) {
    super();
    this.members = new Map(pairsOf(initial));
  }

  override member(name: string): Value | undefined {
    return this.members.get(name);
  }
}
