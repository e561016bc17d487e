/** A fixed set of small numbers. */
export type Bits = Uint32Array;

export function bits(size: number): Bits {
  return new Uint32Array((size + 31) >>> 5);
}

export function setBit(set: Bits, n: number): void {
  set[n >>> 5] = (set[n >>> 5] ?? 0) | (1 << (n & 31));
}

export function hasBit(set: Bits, n: number): boolean {
  return ((set[n >>> 5] ?? 0) & (1 << (n & 31))) !== 0;
}

export function addBits(into: Bits, from: Bits): void {
  for (let i = 0; i < into.length; i++) {
    into[i] = (into[i] ?? 0) | (from[i] ?? 0);
  }
}
