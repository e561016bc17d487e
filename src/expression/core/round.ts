const MOST_DIGITS = 100;

/** So many decimals of a number that is not negative; halves go to the even digit, where `toFixed` takes the larger. */
export function fixed(size: number, places: number): string {
  if (!Number.isFinite(size)) {
    return Number.isNaN(size) ? 'nan' : 'inf';
  }
  if (size >= 1e21) {
    return BigInt(size) + (places > 0 ? `.${'0'.repeat(places)}` : '');
  }
  const all = Math.min(MOST_DIGITS, places + 60);
  const exact = size.toFixed(all);
  const cut = exact.length - (all - places);
  const kept = exact.slice(0, cut).replace(/\.$/, '');
  const isHalf = /^\.?50*$/.test(exact.slice(cut));
  return isHalf && Number(kept.at(-1)) % 2 === 0 ? kept : size.toFixed(places);
}

/** Rounds to so many decimal digits, the exact value of the number deciding and halves going to the even digit. */
export function roundHalfEven(value: number, digits: number): number {
  if (!Number.isFinite(value) || digits > 22) {
    return value;
  }
  const scale = digits < 0 ? 10 ** -digits : 1;
  const rounded = Number(fixed(Math.abs(value) / scale, Math.max(0, digits))) * scale;
  return value < 0 ? -rounded : rounded;
}
