import type { ValueRef } from '../projection/rows.ts';
import type { Json } from '../value/json.ts';

type StoredRef = Exclude<ValueRef, { readonly inline: Json }>;

/** A reference as text, to ask an execution for what is behind it. */
export function contentKey(ref: StoredRef): string {
  return 'id' in ref ? `id ${ref.id}` : `items ${ref.items}`;
}

export function refOfKey(key: string): StoredRef {
  const [kind = '', name = ''] = key.split(' ');
  return kind === 'items' ? { items: name } : { id: name };
}

/** Contents that are fetched in one go: what is looked up first is only noted, and read once it is there. */
export class LateContents {
  readonly #known: Readonly<Record<string, Json>>;
  readonly #missing = new Set<string>();

  constructor(known: Readonly<Record<string, Json>> = {}) {
    this.#known = known;
  }

  readonly content = (ref: ValueRef): Json => {
    if ('inline' in ref) {
      return ref.inline;
    }
    const key = contentKey(ref);
    if (!Object.hasOwn(this.#known, key)) {
      this.#missing.add(key);
      return null;
    }
    return this.#known[key] ?? null;
  };

  get missing(): readonly string[] {
    return [...this.#missing];
  }
}
