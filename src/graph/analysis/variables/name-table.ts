import { type Bits, bits, setBit } from '../../../value/bits.ts';

/** So many variables are followed at once: it bounds the memory, whatever the file's size. */
const AT_ONCE = 1024;

/** A few variables with a bit for each. */
export interface NameTable {
  readonly size: number;
  readonly bitOf: ReadonlyMap<string, number>;
  readonly all: Bits;
  /** The bits of those of some names that are in the table. */
  of(names: Iterable<string>): Bits;
}

/** Cuts names into tables. */
export function nameTables(names: Iterable<string>): readonly NameTable[] {
  const list = [...names];
  const tables: NameTable[] = [];
  for (let from = 0; from < list.length; from += AT_ONCE) {
    tables.push(nameTable(list.slice(from, from + AT_ONCE)));
  }
  return tables;
}

function nameTable(names: readonly string[]): NameTable {
  const bitOf = new Map(names.map((name, bit) => [name, bit]));
  const of = (some: Iterable<string>) => {
    const set = bits(names.length);
    for (const name of some) {
      const bit = bitOf.get(name);
      if (bit !== undefined) {
        setBit(set, bit);
      }
    }
    return set;
  };
  return { size: names.length, bitOf, all: of(names), of };
}
